import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cast, type Role, type Stage, setStage, type Week } from './cast.ts';
import { chosen, day, person, state } from './forge.ts';

type Phase = 'proposed' | 'approved' | 'frozen' | 'closed' | 'cancelled';

interface Way {
  /** By what they are to the team; everybody else is refused. */
  readonly by: readonly Role[];
  readonly phases: readonly Phase[];
  readonly kind: 'click' | 'submit';
  /** The `value` or the `private_metadata`. */
  told(week: Week): object;
  readonly values?: Record<string, unknown>;
  /** The form that comes, if one does. */
  readonly form?: string;
}

const anyRole = ['lead', 'qa', 'owner', 'approver'] as const;
const whileOpen = ['proposed', 'approved'] as const;
const always = ['proposed', 'approved', 'frozen', 'closed', 'cancelled'] as const;
const cycle = ({ cycleId }: Week) => ({ cycleId });
const seen = ({ cycleId }: Week) => ({ cycleId, focus: 1, change: 0 });
const step = ({ cycleId }: Week) => ({ cycleId, step: 0, depth: 1 });

/** Who may do what in Support's week, and until when: the whole product in one table, written a second time. */
const ways: Readonly<Record<string, Way>> = {
  'focus.set': { by: ['lead'], phases: ['proposed'], kind: 'click', told: cycle, form: 'focus.save' },
  'focus.save': {
    by: ['lead'],
    phases: ['proposed'],
    kind: 'submit',
    told: step,
    values: { focus: 'Another focus' },
  },
  'focus.approve': { by: ['approver'], phases: ['proposed'], kind: 'click', told: seen },
  'focus.question': {
    by: ['approver'],
    phases: ['proposed'],
    kind: 'click',
    told: cycle,
    form: 'focus.return',
  },
  'focus.return': {
    by: ['approver'],
    phases: ['proposed'],
    kind: 'submit',
    told: seen,
    values: { note: 'Too much' },
  },
  'change.propose': {
    by: ['owner', 'lead'],
    phases: ['proposed'],
    kind: 'click',
    told: cycle,
    form: 'change.save',
  },
  'change.save': {
    by: ['owner', 'lead'],
    phases: ['proposed'],
    kind: 'submit',
    told: cycle,
    values: { change: 'Routing', impact: 'Faster', rollback: 'Switch' },
  },
  'checkpoint.update': {
    by: ['lead', 'qa'],
    phases: whileOpen,
    kind: 'click',
    told: cycle,
    form: 'checkpoint.save',
  },
  'checkpoint.save': {
    by: ['lead', 'qa'],
    phases: whileOpen,
    kind: 'submit',
    told: cycle,
    values: { status: chosen('at_risk'), note: '' },
  },
  'blocker.raise': { by: anyRole, phases: whileOpen, kind: 'click', told: cycle, form: 'blocker.save' },
  'blocker.save': {
    by: anyRole,
    phases: whileOpen,
    kind: 'submit',
    told: cycle,
    values: { text: 'Stuck', owner: person(cast.member), due: 2_000_000_000 },
  },
  'blocker.resolve': {
    by: [...anyRole, 'doer'],
    phases: always,
    kind: 'click',
    told: ({ cycleId, blockerId }) => ({ cycleId, itemId: blockerId }),
  },
  'action.finish': {
    by: [...anyRole, 'doer'],
    phases: always,
    kind: 'click',
    told: ({ cycleId, actionId }) => ({ cycleId, itemId: actionId }),
  },
  'review.fill': {
    by: ['lead', 'qa'],
    phases: whileOpen,
    kind: 'click',
    told: cycle,
    form: 'review.numbers',
  },
  'review.numbers': {
    by: ['lead', 'qa'],
    phases: whileOpen,
    kind: 'submit',
    told: step,
    values: {},
    form: 'review.numbers',
  },
  'review.confirm': {
    by: ['lead', 'qa'],
    phases: whileOpen,
    kind: 'submit',
    told: (week) => ({ ...step(week), asked: {} }),
    form: 'review.numbers',
  },
  'review.story': {
    by: ['lead', 'qa'],
    phases: whileOpen,
    kind: 'submit',
    told: step,
    values: { 'decision-kind': chosen('decision'), decision: 'We keep it' },
    form: 'review.publish',
  },
  // Published without its steps it goes back to them: numbers that were only prefilled have to be looked at.
  'review.publish': {
    by: ['lead', 'qa'],
    phases: whileOpen,
    kind: 'submit',
    told: ({ cycleId }) => ({ cycleId, rows: 2, depth: 1 }),
    values: {
      'action-0-text': 'Call',
      'action-0-owner': person(cast.member),
      'action-0-due': day('2027-01-04'),
    },
    form: 'review.numbers',
  },
};

/** Where nothing but these words may come back. */
function refusalFor(role: Role, phase: Phase): RegExp {
  if (role === 'guest') return /^Guests can read this/;
  if (role === 'stranger') return /^People from other organisations can read this/;
  if (role === 'deactivated') return /^This Slack account is deactivated/;
  if (role === 'bot') return /^Only people can answer/;
  const wrongRole = 'Only the .* of Support can ';
  if (phase === 'approved')
    return new RegExp(`^(${wrongRole}|This focus is approved and frozen|.* approved this focus, )`);
  return phase === 'proposed'
    ? new RegExp(`^${wrongRole}`)
    : new RegExp(`^(${wrongRole}|Week \\d+ of Support )`);
}

describe('who may do what', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage.close());

  async function act(id: string, way: Way, role: Role, week: Week, isAllowed: boolean) {
    const told = JSON.stringify({ v: 1, d: way.told(week) });
    const personId = cast[role];
    return way.kind === 'click'
      ? stage.forger.click(id, { personId, value: told, isQuiet: isAllowed && way.form === undefined })
      : stage.forger.submit(id, { personId, privateMetadata: told, values: state(way.values ?? {}) });
  }

  const cells = Object.entries(ways).flatMap(([id, way]) =>
    always.map((phase) => ({ id, way, phase, isOpen: way.phases.includes(phase) })),
  );

  test.each(cells)('$id in a week that is $phase', async ({ id, way, phase }) => {
    for (const role of Object.keys(cast) as Role[]) {
      const isAllowed = way.by.includes(role) && way.phases.includes(phase);
      // Whoever is refused for who they are is refused alike in every week.
      if (!isAllowed && phase !== 'proposed' && !way.by.includes(role)) continue;
      const week = await stage.week({
        state: phase === 'proposed' || phase === 'approved' ? 'open' : phase,
        focusState: phase === 'approved' ? 'approved' : 'proposed',
      });
      const before = await stage.traces();
      const outcome = await act(id, way, role, week, isAllowed);
      const after = await stage.traces();
      const what = `${role}: ${JSON.stringify(outcome)}`;
      if (isAllowed) {
        expect(outcome.opened, what).toBe(way.form);
        if (way.kind === 'submit') expect(outcome.action, what).not.toBe('errors');
        if (way.form === undefined) expect(after, what).not.toBe(before);
      } else {
        expect(outcome.opened, what).toBeUndefined();
        expect(outcome.told, what).toMatch(refusalFor(role, phase));
        expect(after, what).toBe(before);
      }
      await week.end();
    }
  });
});
