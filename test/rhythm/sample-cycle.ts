import { loadPlaybook, type Measure, type Playbook } from '../../src/playbook/index.ts';
import { type BoardRow, boardRow } from '../../src/rhythm/board.ts';
import type { ActionItem, BlockerItem, Cycle } from '../../src/rhythm/cycle.ts';

const loaded = loadPlaybook('playbook');
if (loaded.kind !== 'ok') throw new Error('the shipped playbook is not valid');
export const shipped: Playbook = loaded.playbook;

export const people = { lead: 'U0LEAD0001', qa: 'U0QA000002', owner: 'U0OWNER003', approver: 'U0APPRV004' };
const cycleId = '0c9e8a52-3d58-4a55-9d0e-6a3f4d6c1a11';
export const monday = new Date('2026-11-16T08:00:00Z');
const at = (iso: string) => new Date(iso);

/** A week of Support with nothing answered, and whatever a test lays over it. */
export function sampleCycle(over: Partial<Cycle> = {}, teamName = 'Support'): Cycle {
  return {
    id: cycleId,
    version: 1,
    team: {
      id: 'a8b7a1c6-5c0e-4d0a-8f8e-1f1f7c1f9c22',
      name: teamName,
      state: 'active',
      rhythm: {
        zone: 'Europe/Berlin',
        focus: { day: 1, time: '09:00' },
        checkpoint: { day: 3, time: '10:00' },
        review: { day: 5, time: '15:00' },
        snapshotTime: '16:00',
      },
      people: {
        operationsLead: people.lead,
        qaLead: people.qa,
        workflowOwners: [people.owner],
        approver: people.approver,
      },
      channels: {
        team: 'C0TEAM0001',
        leadership: 'C0LEAD0002',
        delivery: 'C0DELIV003',
        reviews: 'C0REVIEW04',
        escalations: 'C0ESCAL005',
      },
      version: 1,
    },
    week: '2026-W47' as Cycle['week'],
    phase: 'open',
    zone: 'Europe/Berlin',
    times: {
      week: '2026-W47' as Cycle['week'],
      focusAt: monday,
      checkpointAt: at('2026-11-18T09:00:00Z'),
      reviewAt: at('2026-11-20T14:00:00Z'),
      snapshotAt: at('2026-11-20T15:00:00Z'),
    },
    prompts: { focus: 'posted', checkpoint: 'posted', review: 'posted' },
    focusPhase: 'missing',
    focusDecision: undefined,
    focus: undefined,
    change: undefined,
    checkpoint: undefined,
    review: undefined,
    publishedAt: undefined,
    carriedActions: [],
    ownActions: [],
    blockers: [],
    ...over,
  };
}

/** A week in which everything was answered, with one text in every place where people write. */
export function fullCycle(
  text: string,
  counts: { actions: number; blockers: number },
  measures: readonly Measure[],
): Cycle {
  const by = { version: 2, personId: people.lead, at: monday, firstAt: monday };
  return sampleCycle({
    focusPhase: 'changes_asked',
    focusDecision: { by: people.approver, at: monday, note: text },
    focus: {
      ...by,
      content: {
        focus: text,
        expectations: measures.map(({ id }) => ({
          measure: id,
          direction: 'down',
          size: 1,
          mindChanger: text.slice(0, 200),
        })),
      },
    },
    change: { ...by, content: { change: text, impact: text, rollback: text } },
    checkpoint: { ...by, content: { status: 'at_risk', note: text } },
    review: {
      ...by,
      content: {
        readings: {},
        outcomes: text,
        lessons: text,
        decision: { kind: 'no_change', text },
        actions: [],
      },
    },
    publishedAt: at('2026-11-20T14:30:00Z'),
    carriedActions: actions(counts.actions, text, 'carried'),
    ownActions: actions(Math.min(6, counts.actions), text, 'own'),
    blockers: Array.from(
      { length: counts.blockers },
      (_, index): BlockerItem => ({
        id: `4b9e8a52-3d58-4a55-9d0e-6a3f4d6c${String(1000 + index)}`,
        cycleId,
        text,
        ownerId: people.owner,
        dueAt: at('2026-11-19T15:00:00Z'),
        raisedBy: people.qa,
        phase: index % 5 === 4 ? 'resolved' : 'open',
        closedBy: index % 5 === 4 ? people.qa : undefined,
      }),
    ),
  });
}

function actions(count: number, text: string, from: 'carried' | 'own'): ActionItem[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `${from === 'own' ? '5' : '6'}b9e8a52-3d58-4a55-9d0e-6a3f4d6c${String(1000 + index)}`,
    cycleId,
    text,
    ownerId: people.owner,
    dueOn: '2026-11-13',
    phase: 'open',
    closedBy: undefined,
  }));
}

/** So many measures as long-winded as a playbook may have them. */
export function longMeasures(count: number): Measure[] {
  return Array.from({ length: count }, (_, index): Measure => {
    const model = shipped.measures[index % shipped.measures.length];
    if (model === undefined) throw new Error('the playbook has no measures');
    return {
      ...model,
      id: `m${index}`,
      name: `${'Ünübersichtliche & <lange> Kennzahl '.repeat(2).slice(0, 57)}${index}`.slice(0, 60),
      enabled: true,
    };
  });
}

/** Half a year of readings up to this week. */
export function sampleBoard(cycle: Cycle, measures: readonly Measure[]): BoardRow[] {
  const weeks = [
    '2026-W40',
    '2026-W41',
    '2026-W42',
    '2026-W43',
    '2026-W44',
    '2026-W45',
    '2026-W46',
    '2026-W47',
  ] as Cycle['week'][];
  return measures.map((measure) =>
    boardRow(
      measure,
      cycle,
      weeks.map((week, index) => ({
        week,
        reading:
          measure.kind === 'ratio'
            ? { kind: 'ratio', numerator: 900_000_000_000 - index, denominator: 999_999_999_999 }
            : { kind: 'mean', value: 987_654_321.123 - index, n: 999_999_999_999 },
      })),
    ),
  );
}
