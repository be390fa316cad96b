import type { Chance } from './chance.ts';

type Json = unknown;
type Holder = Record<string | number, Json>;

const awkward: readonly Json[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER + 1,
  '',
  ' ',
  '0',
  'null',
  '__proto__',
  'constructor',
  'toString',
  '\u0000',
  '\uD83D',
  '\u202E\u2066',
  '\u200B\u2060',
  '<!channel> <@U0DANA0001> <http://example.org|here>',
  '*_~`&lt;>',
  "'; DROP TABLE answer; --",
  '=HYPERLINK("http://example.org")',
  '../../etc/passwd',
  '😀'.repeat(3_001),
  '9'.repeat(400),
  '1e400',
  '-0',
  'NaN',
  '2026-02-31',
  '99:99',
  'U0DANA0001',
  'U0LEO00008',
  'U0NOBODY99',
  'C0NOWHERE1',
  '{"v":1,"d":{}}',
  [],
  {},
  [[]],
  [null],
  { value: {} },
  { id: 7 },
  { toString: null },
];

/** Anything that JSON can say where something else was meant. */
export function hostile(chance: Chance): Json {
  if (chance.oneIn(200)) return nested(chance.below(2_000));
  return chance.oneIn(4) ? chance.text() : structuredClone(chance.pick(awkward));
}

function nested(depth: number): Json {
  let value: Json = 'deep';
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

/** A copy in which up to four things are not as they were: replaced, gone, doubled, renamed or moved. */
export function mutated(chance: Chance, original: Json): Json {
  const root: { it: Json } = { it: structuredClone(original) };
  const count = 1 + chance.below(4);
  for (let time = 0; time < count; time += 1) mutateOnce(chance, root);
  return root.it;
}

function mutateOnce(chance: Chance, root: { it: Json }): void {
  const places = placesOf(root);
  const { holder, key } = chance.pick(places);
  const value = holder[key];
  switch (chance.below(8)) {
    case 0:
      if (holder !== root) delete holder[key];
      return;
    case 1:
      holder[key] = [value, value];
      return;
    case 2:
      holder[`${key}${chance.text(3)}`] = value;
      return;
    case 3: {
      const other = chance.pick(places);
      holder[key] = structuredClone(other.holder[other.key]);
      return;
    }
    case 4:
    case 5:
      holder[key] = typeof value === 'string' ? mutatedText(chance, value) : hostile(chance);
      return;
    default:
      holder[key] = hostile(chance);
  }
}

/** Values of buttons and the private data of forms are JSON in a string: what is inside changes too. */
function mutatedText(chance: Chance, text: string): string {
  if (text.startsWith('{') && !chance.oneIn(4)) {
    try {
      return JSON.stringify(mutated(chance, JSON.parse(text)));
    } catch {
      return text;
    }
  }
  const at = chance.below(text.length + 1);
  return `${text.slice(0, at)}${chance.text(4)}${text.slice(at + chance.below(4))}`;
}

function placesOf(root: { it: Json }): { holder: Holder; key: string }[] {
  const places: { holder: Holder; key: string }[] = [];
  const open: Holder[] = [root];
  for (let holder = open.pop(); holder !== undefined; holder = open.pop()) {
    for (const [key, value] of Object.entries(holder)) {
      places.push({ holder, key });
      if (typeof value === 'object' && value !== null && places.length < 5_000) open.push(value as Holder);
    }
  }
  return places;
}
