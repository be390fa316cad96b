import { duplicatesSuite } from './duplicates-suite.ts';

duplicatesSuite('delivered twice over Socket Mode', {});
duplicatesSuite('delivered twice over HTTP', { transport: 'http' });
