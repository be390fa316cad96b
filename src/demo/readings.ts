import { addWeeks, type IsoWeek } from '../kernel/iso-week.ts';
import type { Reading } from '../kpi/index.ts';
import { type Chance, createChance } from './chance.ts';

export const weeksOfHistory = 26;
/** From this week on (1 is the oldest) the rework rate of Support is worse, and stays so: the one real change. */
export const shiftInWeek = 17;
/** In this week Sales did not report: trade fair, nobody counted. */
export const missingWeek = 9;

export type DemoTeamName = 'support' | 'sales';

export interface DemoReading {
  readonly week: IsoWeek;
  readonly measure: string;
  readonly channel: string;
  readonly owner: string;
  readonly reading: Reading;
}

/** What a team is like in an ordinary week. */
interface Character {
  /** Requests a week, by channel. */
  readonly volume: Readonly<Record<string, number>>;
  /** Mean hours to a first answer, by channel. */
  readonly firstAnswerHours: Readonly<Record<string, number>>;
  readonly completion: number;
  /** Share of finished work that somebody checks, and how much of it is good. */
  readonly checked: number;
  readonly quality: number;
  /** Share of requests from people who may buy, and how many of them do. */
  readonly helped: number;
  readonly conversion: number;
  readonly rework: number;
}

const characters: Readonly<Record<DemoTeamName, Character>> = {
  support: {
    volume: { email: 78, chat: 52, phone: 26 },
    firstAnswerHours: { email: 5.2, chat: 1.4, phone: 2.1 },
    completion: 0.91,
    checked: 0.42,
    quality: 0.9,
    helped: 0.2,
    conversion: 0.24,
    rework: 0.06,
  },
  sales: {
    volume: { email: 44, phone: 30, partner: 12 },
    firstAnswerHours: { email: 7.4, phone: 3.1, partner: 11.5 },
    completion: 0.84,
    checked: 0.5,
    quality: 0.87,
    helped: 0.7,
    conversion: 0.31,
    rework: 0.08,
  },
};

const reworkAfterShift = 0.15;

/**
 * 26 weeks of the five core measures by channel and owner, up to the week before `currentWeek`. The same for the same
 * week: what varies is chance with a fixed seed, as counts of this size vary when nothing has changed. A channel in
 * which nothing was checked in a week has no reading, as in life.
 */
export function demoReadings(
  team: DemoTeamName,
  channels: readonly string[],
  owners: readonly string[],
  currentWeek: IsoWeek,
): DemoReading[] {
  const character = characters[team];
  const chance = createChance(team === 'support' ? 20_261_116 : 47);
  const readings: DemoReading[] = [];
  for (let number = 1; number <= weeksOfHistory; number += 1) {
    const week = addWeeks(currentWeek, number - weeksOfHistory - 1);
    const rework = team === 'support' && number >= shiftInWeek ? reworkAfterShift : character.rework;
    for (const channel of channels) {
      for (const owner of owners) {
        const measured = oneWeek({ ...character, rework }, channel, owners.length, chance);
        // Chance is drawn for the missing week too, so that leaving it out changes no other.
        if (team === 'sales' && number === missingWeek) continue;
        for (const [measure, reading] of measured) readings.push({ week, measure, channel, owner, reading });
      }
    }
  }
  return readings;
}

function oneWeek(
  character: Character,
  channel: string,
  owners: number,
  chance: Chance,
): [measure: string, Reading][] {
  const started = chance.arrivals((character.volume[channel] ?? 0) / owners);
  const finished = chance.successes(started, character.completion);
  const checked = chance.successes(finished, character.checked);
  const helped = chance.successes(started, character.helped);
  const hours = character.firstAnswerHours[channel] ?? 0;
  // Times to an answer are skewed: their standard deviation is near their mean.
  const meanHours = Math.max(0.1, hours * (1 + (0.8 * chance.normal()) / Math.sqrt(Math.max(1, started))));
  const measured: [string, Reading | undefined][] = [
    [
      'response_speed',
      started === 0 ? undefined : { kind: 'mean', value: Math.round(meanHours * 100) / 100, n: started },
    ],
    ['completion_rate', ratio(finished, started)],
    ['quality_score', ratio(chance.successes(checked, character.quality), checked)],
    ['conversion_assist', ratio(chance.successes(helped, character.conversion), helped)],
    ['rework_rate', ratio(chance.successes(finished, character.rework), finished)],
  ];
  return measured.flatMap(([measure, reading]) => (reading === undefined ? [] : [[measure, reading]]));
}

function ratio(numerator: number, denominator: number): Reading | undefined {
  return denominator === 0 ? undefined : { kind: 'ratio', numerator, denominator };
}
