import { auditSuite } from './audit-suite.ts';

auditSuite('server');
