import { fuzzSuite } from './fuzz-suite.ts';

fuzzSuite({ runs: 10_000, seed: Number(process.env['FUZZ_SEED'] ?? 20_261_121) });
