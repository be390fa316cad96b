import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cleanText,
  codePoints,
  escapeMrkdwn,
  safeMrkdwn,
  truncate,
  truncateMrkdwn,
} from '../../src/blockkit/index.ts';

const family = '👨‍👩‍👧‍👦';
const anyText = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.constantFrom(family, 'e\u0301', '&', '<', '>', '@here', '\ud800', '\u202e'),
  ),
});

describe('codePoints', () => {
  test.each([
    ['', 0],
    ['abc', 3],
    ['😀😀', 2],
    [family, 7],
    ['\ud800', 1],
  ])('%j has %i', (text, count) => {
    expect(codePoints(text)).toBe(count);
  });
});

describe('truncate', () => {
  test.each([
    ['hello', 5, 'hello'],
    ['hello!', 5, 'hell…'],
    ['😀😀😀', 3, '😀😀😀'],
    ['😀😀😀', 2, '😀…'],
    [`a${family}`, 7, 'a…'],
    [`a${family}`, 8, `a${family}`],
    ['cafe\u0301s', 5, 'caf…'],
    ['two words', 5, 'two…'],
    ['abc', 1, '…'],
    ['abc', 0, ''],
    ['', 0, ''],
  ])('%j to %i is %j', (text, max, expected) => {
    expect(truncate(text, max)).toBe(expected);
  });

  test('fits, keeps short texts, and never splits a grapheme', () => {
    const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
    const cuts = (text: string) =>
      new Set([0, ...[...graphemes.segment(text)].map(({ index, segment }) => index + segment.length)]);
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 30 }), (text, max) => {
        const short = truncate(text, max);
        expect(codePoints(short)).toBeLessThanOrEqual(max);
        if (codePoints(text) <= max) {
          expect(short).toBe(text);
          return;
        }
        expect(short.endsWith('…')).toBe(true);
        const kept = short.slice(0, -1);
        const cut = [...cuts(text)].filter((index) => text.slice(0, index).trimEnd() === kept);
        expect(cut).not.toEqual([]);
      }),
    );
  });
});

describe('truncateMrkdwn', () => {
  test.each([
    ['a &amp; b', 5, 'a …'],
    ['see <https://example.com|this>', 20, 'see …'],
    ['<@U1> and more', 10, '<@U1> and…'],
    ['short', 10, 'short'],
  ])('%j to %i is %j', (text, max, expected) => {
    expect(truncateMrkdwn(text, max)).toBe(expected);
  });
});

describe('cleanText', () => {
  test('keeps newlines and tabs, drops other controls, overrides and lone surrogates', () => {
    expect(cleanText('a\u0000b\tc\nd\re\u001b[0m\u007f')).toBe('ab\tc\nde[0m');
    expect(cleanText('\u202Eevil\u202C \u2066x\u2069')).toBe('evil x');
    expect(cleanText('\ud83d ok \ude00 😀')).toBe(' ok  😀');
    expect(cleanText(family)).toBe(family);
  });
});

describe('safeMrkdwn', () => {
  test.each([
    ['<!channel>', '&lt;!channel&gt;'],
    ['<@U1> & <https://evil|good>', '&lt;@U1&gt; &amp; &lt;https://evil|good&gt;'],
    ['&lt;!here&gt;', '&amp;lt;!here&amp;gt;'],
    ['hi @here, @Channel @everyone', 'hi @\u200bhere, @\u200bChannel @\u200beveryone'],
    ['_@here_', '_@\u200bhere_'],
    ['<\u0000!channel>', '&lt;!channel&gt;'],
    ['@\u202ahere', '@\u200bhere'],
    ['ann@heresy.org, *bold* `code`', 'ann@heresy.org, *bold* `code`'],
  ])('%j becomes %j', (text, expected) => {
    expect(safeMrkdwn(text)).toBe(expected);
  });

  test('leaves nothing that Slack reads as a mention or link, and loses no visible character', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const safe = safeMrkdwn(text);
        expect(safe).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)|@(?:here|channel|everyone|group)(?![a-z0-9])/i);
        const back = safe
          .replaceAll('@\u200b', '@')
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&amp;', '&');
        expect(back.replaceAll('@\u200b', '@')).toBe(cleanText(text).replaceAll('@\u200b', '@'));
      }),
    );
  });

  test('escapeMrkdwn escapes the three characters of mrkdwn and no others', () => {
    expect(escapeMrkdwn(`<a href="x">'&'</a>`)).toBe(`&lt;a href="x"&gt;'&amp;'&lt;/a&gt;`);
  });
});
