import { addWeeks, type IsoWeek, IsoWeekSchema } from '../../src/kernel/iso-week.ts';
import type { RhythmDefaults } from '../../src/playbook/index.ts';
import { cycleTimes, nudgeAt, type PromptKind, promptsOf } from '../../src/rhythm/schedule.ts';
import { delivery, leadership, type SoakTeam } from './teams.ts';

/** The week in which the soak begins: Europe puts its clocks back at the end of it, America a week later. */
export const firstWeek: IsoWeek = IsoWeekSchema.parse('2026-W43');
export const begins = new Date('2026-10-18T12:00:00Z');

type When = 'early' | 'late' | 'never';
export type Part = 'focus' | 'change' | 'approval' | 'checkpoint' | 'review';

/** What a team does in one week, and what of it the app has confirmed to the person so far. */
export interface TeamWeek {
  readonly team: SoakTeam;
  readonly week: IsoWeek;
  readonly plan: Readonly<Record<Part, When>>;
  readonly confirmed: Set<Part>;
}

export interface Moment {
  readonly at: Date;
  readonly teamWeek: TeamWeek;
  readonly what: 'prompt' | 'nudge' | 'snapshot';
  readonly kind: PromptKind;
  /** After this the parts that are asked for here are too late. */
  readonly until: Date;
}

/** Every instant at which something is due for somebody, in order; from the teams' rhythm alone. */
export function timeline(
  teams: readonly SoakTeam[],
  weeks: number,
  defaults: RhythmDefaults,
  chance: () => number,
): Moment[] {
  const moments: Moment[] = [];
  for (const team of teams) {
    const { rhythm } = team.details;
    for (let index = 0; index < weeks; index += 1) {
      const week = addWeeks(firstWeek, index);
      const times = cycleTimes(rhythm, week);
      const teamWeek = { team, week, plan: planWeek(chance), confirmed: new Set<Part>() };
      for (const { kind, dueAt, onTimeUntil: until } of promptsOf(times)) {
        moments.push({ at: dueAt, teamWeek, what: 'prompt', kind, until });
        const hours = { zone: rhythm.zone, ...defaults.workingHours };
        const at = nudgeAt(dueAt, until, hours, defaults.nudge);
        moments.push({ at, teamWeek, what: 'nudge', kind, until });
      }
      const { snapshotAt } = times;
      moments.push({ at: snapshotAt, teamWeek, what: 'snapshot', kind: 'review', until: snapshotAt });
    }
  }
  return moments.sort((a, b) => a.at.getTime() - b.at.getTime());
}

function planWeek(chance: () => number): Record<Part, When> {
  const when = (): When =>
    (['early', 'early', 'late', 'never'] as const)[Math.floor(chance() * 4)] ?? 'never';
  const [focus, change, checkpoint, review] = [when(), when(), when(), when()];
  // What is approved is frozen, so that it comes after what is proposed.
  const lastProposal = focus === 'late' || change === 'late' ? 'late' : 'early';
  const approval = focus === 'never' || when() === 'never' ? 'never' : lastProposal;
  return { focus, change, approval, checkpoint, review };
}

/** What has to be in Slack when this moment has come; for a nudge it depends on what is confirmed by then. */
export function keysOf({ what, kind, teamWeek }: Moment): string[] {
  const { team, week, confirmed } = teamWeek;
  const { name, people } = team.details;
  const key = (...parts: string[]) => [name, week, ...parts].join('|');
  if (what === 'prompt') return [key('prompt', kind)];
  if (what === 'snapshot') return [leadership, delivery].map((channel) => key('snapshot', channel));
  const { operationsLead, workflowOwners, approver } = people;
  const asked =
    kind === 'focus'
      ? [
          ...(confirmed.has('focus') ? [] : [operationsLead]),
          ...(confirmed.has('change') || confirmed.has('approval') ? [] : workflowOwners),
          ...(confirmed.has('focus') && !confirmed.has('approval') ? [approver] : []),
        ]
      : confirmed.has(kind)
        ? []
        : [operationsLead];
  return asked.map((person) => key('nudge', kind, person));
}

/** What people do after this moment, if they do it at all. */
export function partsAfter({ what, kind, teamWeek: { plan, confirmed } }: Moment): Part[] {
  if (what === 'snapshot') return [];
  const parts: Part[] = kind === 'focus' ? ['focus', 'change', 'approval'] : [kind];
  const when = what === 'prompt' ? 'early' : 'late';
  return parts.filter((part) => plan[part] === when && !confirmed.has(part));
}
