import { describe, expect, test } from 'vitest';
import { MAX_UPDATE_TEXT_CHARS, validateMessage, validateView } from '../../src/blockkit/index.ts';
import { orgIds, setupForms } from '../../src/org/ids.ts';
import { nextFocusAt, promptTimeInWords, zoneInWords } from '../../src/org/say-week.ts';
import { draftOfTeam, newDraft, type SetupDraft, setupCodec } from '../../src/org/setup-draft.ts';
import { steps } from '../../src/org/setup-steps.ts';
import type { Team } from '../../src/org/team.ts';
import { noticeKeyOf, type Stuck, type Trouble } from '../../src/org/trouble.ts';
import { gaveUpMessage, troubleMessage } from '../../src/org/views/admin-notice.ts';
import { setupBasicsView } from '../../src/org/views/setup-basics.ts';
import { teamCreatedView, teamSavedView } from '../../src/org/views/setup-done.ts';
import { teamsPerPage, teamsView } from '../../src/org/views/teams.ts';
import { unusableHolderMessage } from '../../src/org/views/unusable-holder.ts';
import { shippedPlaybook } from './world.ts';

const rhythm = shippedPlaybook().rhythm;
/** Ids are at most 11 characters or so today; these are longer. */
const person = (number: number) => `U${String(number).padStart(14, '0')}`;
const channel = (number: number) => `C${String(number).padStart(14, '0')}`;

function team(name: string, owners = 20, state: Team['state'] = 'active'): Team {
  return {
    id: '6f1c1c8e-3f0e-4c46-9a7a-9f1f7f1f7f1f',
    name,
    state,
    rhythm: {
      zone: 'America/Argentina/ComodRivadavia',
      focus: rhythm.focus,
      checkpoint: rhythm.checkpoint,
      review: rhythm.review,
      snapshotTime: rhythm.snapshotTime,
    },
    people: {
      operationsLead: person(1),
      qaLead: person(2),
      workflowOwners: Array.from({ length: owners }, (_, index) => person(index + 10)),
      approver: person(3),
    },
    channels: {
      team: channel(1),
      leadership: channel(2),
      delivery: channel(3),
      reviews: channel(4),
      escalations: channel(5),
    },
    version: 2_000_000_000,
  };
}

const hostileNames = [
  'S',
  'x'.repeat(75),
  '𝕊🧮'.repeat(40),
  '"\\'.repeat(40),
  '<!channel> & <@U1> *bold* `code` @here'.padEnd(80, '<'),
];

describe('the forms of /pace setup', () => {
  test.each(hostileNames)('every step is sound for a team called %s', (name) => {
    const drafts: SetupDraft[] = [newDraft({ id: person(1), zone: 'UTC' }, rhythm), draftOfTeam(team(name))];
    for (const draft of drafts) {
      for (const { view } of Object.values(steps)) {
        const form = view(draft);
        expect(validateView(form)).toEqual([]);
        expect([...form.title.text].length).toBeLessThanOrEqual(24);
        // What travels with the form comes back as it was.
        expect(setupCodec.decode(form.private_metadata)).toEqual(draft);
      }
    }
    expect(validateView(setupBasicsView({}, { isContinued: true }))).toEqual([]);
    expect(validateView(teamCreatedView(team(name), new Date(0)))).toEqual([]);
    expect(validateView(teamSavedView(team(name)))).toEqual([]);
  });

  test('the last words of a set-up mention nobody whom its name mentions', () => {
    const shown = JSON.stringify(teamCreatedView(team('<!channel> Support'), new Date(0)));
    expect(shown).toContain('&lt;!channel&gt; Support');
  });

  test('a draft of another version is refused in words', () => {
    expect(() => setupCodec.decode('{"v":0,"d":{}}')).toThrow(/older version/);
  });
});

describe('the list of teams', () => {
  const names = new Map([[person(1), 'Dana <!here> 🧮']]);
  const list = (count: number, mayEdit: boolean, state: Team['state'] = 'active') =>
    Array.from({ length: Math.min(count, teamsPerPage) }, (_, index) => ({
      team: team(hostileNames[index % hostileNames.length] ?? '', 20, state),
      mayEdit,
      unusable: Array.from({ length: 23 }, (_unused, holder) => ({
        role: 'workflow_owner' as const,
        personId: person(holder),
        why: 'is from another organisation',
      })),
    }));

  test.each([0, 1, 40])('of %i teams is sound', (count) => {
    for (const mayEdit of [true, false]) {
      for (const state of ['active', 'archived'] as const) {
        const message = teamsView({
          listed: list(count, mayEdit, state),
          page: 1,
          pages: Math.max(1, Math.ceil(count / teamsPerPage)),
          activeCount: state === 'active' ? count : 0,
          archivedCount: state === 'active' ? 0 : count,
          names,
        });
        expect(validateMessage(message, { maxTextChars: MAX_UPDATE_TEXT_CHARS })).toEqual([]);
        expect(message.text).not.toMatch(/<!(?:here|channel)>/);
        expect(message.text.includes('/pace teams 2')).toBe(
          count > teamsPerPage && message.text.length < 4_000,
        );
        expect(JSON.stringify(message.blocks).includes('/pace teams 2')).toBe(count > teamsPerPage);
        expect(JSON.stringify(message.blocks).includes(orgIds.editTeam)).toBe(
          count > 0 && mayEdit && state === 'active',
        );
      }
    }
  });

  test('without teams offers to set one up', () => {
    const empty = teamsView({ listed: [], page: 1, pages: 1, activeCount: 0, archivedCount: 0, names });
    expect(empty.text).toContain('There is no team yet');
    expect(JSON.stringify(empty.blocks)).toContain(orgIds.setUpTeam);
  });
});

describe('notices', () => {
  const trouble: Trouble = {
    channelId: channel(1),
    personId: null,
    code: 'not_in_channel',
    detail: '<!channel> '.repeat(13),
    inDoubt: false,
    hour: 498_801,
  };
  const stuck = (count: number): Stuck[] =>
    Array.from({ length: count }, (_, index) => ({
      id: `6f1c1c8e-3f0e-4c46-9a7a-${String(index).padStart(12, '0')}`,
      says: `*Week 47 · Monday focus · ${'𝕊'.repeat(500)}*`,
    }));
  const mended = { how: 'retry', by: person(1), at: new Date('2026-11-20T14:02:00Z'), count: 2 } as const;

  test('are sound whatever did not get through', () => {
    for (const inDoubt of [true, false]) {
      for (const code of ['not_in_channel', 'missing_scope', 'x'.repeat(80)]) {
        for (const place of [
          { channelId: channel(1), personId: null },
          { channelId: null, personId: person(1) },
        ]) {
          for (const count of [1, 2, 30]) {
            const notice = { trouble: { ...trouble, ...place, inDoubt, code }, stuck: stuck(count) };
            expect(validateMessage(troubleMessage(notice))).toEqual([]);
            expect(validateMessage(troubleMessage({ ...notice, mended }))).toEqual([]);
            expect(troubleMessage(notice).text).not.toContain('<!channel>');
          }
        }
      }
    }
    expect(validateMessage(gaveUpMessage('`'.repeat(500), '<!here>'.repeat(100)))).toEqual([]);
    expect(
      validateMessage(
        unusableHolderMessage(team('𝕊'.repeat(80)), ['qa_lead'], 'x'.repeat(120), 'is a guest'),
      ),
    ).toEqual([]);
  });

  test('say what happened when nothing is left to do, and have no buttons', () => {
    const done = troubleMessage({ trouble, stuck: [], mended });
    expect(done.text).toMatch(/tried again by <@U0+1>, <!date\^\d+\^{time}\|14:02 UTC>/);
    expect(JSON.stringify(done.blocks)).not.toContain('button');
  });

  test('one place, reason and hour is one trouble', () => {
    const keys = [
      trouble,
      { ...trouble, channelId: channel(2) },
      { ...trouble, code: 'is_archived' },
      { ...trouble, hour: trouble.hour + 1 },
      { ...trouble, inDoubt: true },
    ].map(noticeKeyOf);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.every((key) => key.startsWith('admin-notice:'))).toBe(true);
  });
});

describe('ids', () => {
  test('none is a prefix of another', () => {
    const ids = [...Object.values(orgIds), ...Object.values(setupForms)];
    const prefixes = ids.flatMap((id) => ids.filter((other) => other !== id && other.startsWith(id)));
    expect(prefixes).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('the first focus', () => {
  const week = team('S').rhythm;
  const next = (now: string, zone = 'Europe/Berlin') => nextFocusAt({ ...week, zone }, new Date(now));

  test('is the next one after now, by the clock of the team', () => {
    expect(next('2026-11-20T09:00:00Z').toISOString()).toBe('2026-11-23T08:00:00.000Z');
    // On the very minute it is a week away: what is now is not still to come.
    expect(next('2026-11-23T07:59:59Z').toISOString()).toBe('2026-11-23T08:00:00.000Z');
    expect(next('2026-11-23T08:00:00Z').toISOString()).toBe('2026-11-30T08:00:00.000Z');
    // It is Monday in Auckland already.
    expect(next('2026-11-22T12:00:00Z', 'Pacific/Auckland').toISOString()).toBe('2026-11-22T20:00:00.000Z');
    // Over the end of summer time.
    expect(next('2026-10-24T12:00:00Z').toISOString()).toBe('2026-10-26T08:00:00.000Z');
  });

  test('is said with its day, its time and whose clock that is', () => {
    const instant = new Date('2026-11-23T08:00:00Z');
    expect(promptTimeInWords(instant, 'Europe/Berlin')).toBe('Monday 23 Nov at 09:00 Berlin time');
    expect(zoneInWords('America/New_York')).toBe('New York time');
    expect(zoneInWords('UTC')).toBe('UTC');
  });
});
