import { codePoints, truncateMrkdwn } from '../../blockkit/index.ts';

/**
 * The lines, together at most `max` code points with their line breaks. Where they are too long it is the longest ones
 * that are cut, all to one length, so that each line is there at least in part.
 */
export function shorten(lines: readonly string[], max: number): string[] {
  const lengths = lines.map(codePoints).sort((a, b) => a - b);
  let room = max - Math.max(0, lines.length - 1);
  for (const [index, length] of lengths.entries()) {
    const share = Math.floor(room / (lengths.length - index));
    if (length > share) return lines.map((line) => truncateMrkdwn(line, share));
    room -= length;
  }
  return [...lines];
}

/** The lines in as few paragraphs of at most `max` code points as keep their order; a longer line is cut. */
export function paragraphs(lines: readonly string[], max: number): string[] {
  const out: string[] = [];
  for (const line of lines.map((one) => truncateMrkdwn(one, max))) {
    const last = out.at(-1);
    if (last !== undefined && codePoints(last) + 1 + codePoints(line) <= max)
      out[out.length - 1] = `${last}\n${line}`;
    else out.push(line);
  }
  return out;
}
