import { workSuite } from './work-suite.ts';

workSuite('server');
