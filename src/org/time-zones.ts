import { offsetMinutesAt } from '../kernel/wall-time.ts';
import { commonZones, presentNames, zoneAliases } from './zone-aliases.ts';

/** One choice of a type-ahead. */
export interface ZoneChoice {
  zone: string;
  /** `Berlin (Europe/Berlin), UTC+01:00`; at most 75 characters, as Slack's option texts are. */
  label: string;
}

/** Slack shows at most 100 options. */
const mostChoices = 100;
const longestLabel = 75;

interface Entry {
  zone: string;
  city: string;
  names: string[];
  countries: string[];
  words: string;
}

let builtEntries: readonly Entry[] | undefined;

/**
 * Time zones for what somebody has typed so far: a city, a country, a region, an abbreviation (`cet`, `pst`) or an
 * offset (`+2`, `utc+05:30`, as it is at `now`). Best first, at most 100; nothing typed gives the common ones.
 */
export function searchZones(query: string, now: Date, limit: number = mostChoices): ZoneChoice[] {
  const most = Math.max(0, Math.min(limit, mostChoices));
  return rank(query, now)
    .slice(0, most)
    .map(({ zone, city }) => ({ zone, label: labelOf(zone, city, now) }));
}

function rank(query: string, now: Date): Entry[] {
  const typed = normalise(query);
  if (typed === '')
    return entries()
      .filter(({ zone }) => commonZones.includes(zone))
      .sort(commonFirst);
  const offset = offsetIn(query);
  if (offset !== null) {
    return entries()
      .filter(({ zone }) => offsetMinutesAt(now, zone) === offset)
      .sort(commonFirst);
  }
  return entries()
    .map((entry) => ({ entry, score: scoreOf(entry, typed) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || commonFirst(a.entry, b.entry))
    .map(({ entry }) => entry);
}

/** How well an entry answers what was typed; the city weighs more than the country, the whole more than its start. */
function scoreOf({ city, names, countries, words }: Entry, typed: string): number {
  if (normalise(city) === typed) return 9;
  if (names.includes(typed)) return 8;
  if (countries.includes(typed)) return 7;
  if (normalise(city).startsWith(typed)) return 6;
  if (names.some((name) => name.startsWith(typed))) return 5;
  if (countries.some((country) => country.startsWith(typed))) return 4;
  if (typed.split(' ').every((part) => words.includes(` ${part}`))) return 3;
  // In the middle of a word only once enough is typed to mean it.
  return typed.length >= 3 && words.includes(typed) ? 1 : 0;
}

function commonFirst(a: Entry, b: Entry): number {
  return placeOf(a.zone) - placeOf(b.zone) || (a.zone < b.zone ? -1 : 1);
}

function placeOf(zone: string): number {
  const place = commonZones.indexOf(zone);
  return place === -1 ? commonZones.length : place;
}

/** Minutes ahead of UTC for `+2`, `-03:30`, `utc+5:30`, `GMT -8`; null for anything else. */
function offsetIn(query: string): number | null {
  const found = /^\s*(?:utc|gmt)?\s*([+\-−])\s*(\d{1,2})(?::?([0-5]\d))?\s*$/iu.exec(query);
  if (found === null) return null;
  const [, sign, hours, minutes = '0'] = found;
  const size = Number(hours) * 60 + Number(minutes);
  return sign === '+' || size === 0 ? size : -size;
}

function labelOf(zone: string, city: string, now: Date): string {
  const minutes = Math.trunc(offsetMinutesAt(now, zone));
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const offset = `UTC${minutes < 0 ? '-' : '+'}${twoDigits(hours)}:${twoDigits(rest)}`;
  const room = longestLabel - zone.length - offset.length - 5;
  return `${[...city].slice(0, room).join('')} (${zone}), ${offset}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** Built at the first search: it takes some milliseconds, which a start need not spend. */
function entries(): Entry[] {
  builtEntries ??= buildEntries();
  return [...builtEntries];
}

function buildEntries(): Entry[] {
  const countries = countriesByZone();
  return [...Intl.supportedValuesOf('timeZone'), 'UTC'].map((listed) => {
    const zone = presentNames[listed] ?? listed;
    const city = zone === 'UTC' ? 'Universal time' : (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
    const names = (zoneAliases[zone] ?? '').split(', ').filter((name) => name !== '');
    const ownCountries = countries.get(listed) ?? [];
    const words = ` ${[zone, listed, ...names, ...ownCountries].map(normalise).join(' ')}`;
    return { zone, city, names, countries: ownCountries, words };
  });
}

/** The names of the countries in which each zone is used, as the runtime knows them. */
function countriesByZone(): Map<string, string[]> {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const regionNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const found = new Map<string, string[]>();
  for (const code of [...letters].flatMap((first) => [...letters].map((second) => first + second))) {
    const name = regionNames.of(code);
    if (name === undefined) continue;
    for (const zone of zonesOfRegion(code)) found.set(zone, [...(found.get(zone) ?? []), normalise(name)]);
  }
  return found;
}

function zonesOfRegion(code: string): readonly string[] {
  // In the runtime, and in the standard, but not yet in TypeScript's library.
  const locale: Intl.Locale & { getTimeZones?: () => string[] | undefined } = new Intl.Locale(`und-${code}`);
  return locale.getTimeZones?.() ?? [];
}

/** Lower case, without accents, words set apart by single blanks. */
function normalise(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
