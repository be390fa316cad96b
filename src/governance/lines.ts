import { createReadStream } from 'node:fs';

/** Lines of a stream of UTF-8, ended by line feeds and by nothing else: a text in JSON may hold U+2028 as it is. */
export async function* linesOf(chunks: AsyncIterable<string | Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}

/** @throws what the file system says when it cannot be read. */
export function linesOfFile(file: string): AsyncGenerator<string> {
  return linesOf(createReadStream(file));
}
