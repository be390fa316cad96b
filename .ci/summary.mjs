// Closes a test run with one plain line, read from the JSON report of the runner: `N passed, N failed`.
// A file that could not be run counts as one failure. Exits 1 on failures, skipped tests, or an empty run.
import { readFileSync } from 'node:fs';

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const unrun = report.testResults.filter(
  ({ status, assertionResults }) =>
    status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
);
const passed = report.numPassedTests;
const failed = report.numFailedTests + unrun.length;
const skipped = report.numPendingTests + report.numTodoTests;

for (const { name, message } of unrun) process.stdout.write(`could not run ${name}: ${message}\n`);
if (skipped > 0) process.stdout.write(`${skipped} skipped, and nothing may be\n`);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 || skipped > 0 || passed === 0 ? 1 : 0;
