import { auditSuite } from './audit-suite.ts';

auditSuite('embedded');
