import { workSuite } from './work-suite.ts';

workSuite('embedded');
