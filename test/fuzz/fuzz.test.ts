import { fuzzSuite } from './fuzz-suite.ts';

fuzzSuite({ runs: 100, seed: Number(process.env['FUZZ_SEED'] ?? 20_261_120) });
