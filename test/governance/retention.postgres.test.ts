import { retentionSuite } from './retention-suite.ts';

retentionSuite('server');
