import { backupSuite } from './backup-suite.ts';

backupSuite('server');
