import { encryptionSuite } from './encryption-suite.ts';

encryptionSuite('server');
