import { backupSuite } from './backup-suite.ts';

backupSuite('embedded');
