import { fuzzSuite } from './fuzz-suite.ts';

fuzzSuite({ runs: 500, seed: Number(process.env['FUZZ_SEED'] ?? 20_261_120) });
