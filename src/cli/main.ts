import type { Writable } from 'node:stream';
import { runCommand } from './program.ts';

// `pace audit export | head` closes the pipe when it has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));

const exitCode = await runCommand(process.argv.slice(2), {
  environment: process.env,
  stdin: process.stdin,
  stdout: writeTo(process.stdout),
  stderr: writeTo(process.stderr),
});
process.exit(exitCode);

function writeTo(stream: Writable): (text: string) => Promise<void> {
  return (text) =>
    new Promise((resolve) => {
      stream.write(text, () => resolve());
    });
}
