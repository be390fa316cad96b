import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cast, type Stage, setStage } from './cast.ts';
import { chosen, day, person, state } from './forge.ts';

const text = (d: object, v = 1) => JSON.stringify({ v, d });
const outdated = /^This button belongs to an older version of the message/;

describe('what Slack never offered', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage.close());

  test.each([
    ['nothing', ''],
    ['no JSON', 'x'],
    ['another version', text({ cycleId: randomUUID() }, 2)],
    ['another shape', text({ cycle: randomUUID() })],
    ['a number', text({ cycleId: 7 })],
    ['a zero byte', text({ cycleId: 'a\u0000b' })],
    ['a very long id', text({ cycleId: 'a'.repeat(2_900) })],
    ['SQL', text({ cycleId: "' OR 1=1; --" })],
  ])('a value of %s is refused in words, from a button and from a form', async (_what, value) => {
    const before = await stage.traces();
    const personId = cast.lead;
    for (const id of ['focus.set', 'focus.approve', 'checkpoint.update', 'review.fill', 'action.finish']) {
      expect((await stage.forger.click(id, { personId, value })).told).toMatch(outdated);
    }
    for (const id of ['focus.save', 'review.numbers', 'review.confirm', 'review.publish']) {
      const values = state({ focus: 'x' });
      const answer = await stage.forger.submit(id, { personId, privateMetadata: value, values });
      expect(answer.told).toMatch(outdated);
      expect(answer.told).toContain('What you typed is still in the form underneath.');
    }
    expect(await stage.traces()).toBe(before);
  });

  test('a week that does not exist, an unknown button and an unknown form are refused in words', async () => {
    const personId = cast.lead;
    const gone = text({ cycleId: randomUUID() });
    expect((await stage.forger.click('focus.set', { personId, value: gone })).told).toMatch(
      /^This week is not in my records/,
    );
    expect((await stage.forger.click('no.such', { personId, value: gone })).told).toMatch(/older version/);
    expect((await stage.forger.submit('no.such', { personId })).told).toMatch(/older version/);
  });

  test('items of another team cannot be settled through a week of one’s own', async () => {
    const [mine, theirs] = [await stage.week(), await stage.week({ teamId: stage.salesId })];
    const before = await stage.traces();
    for (const [id, itemId] of [
      ['action.finish', theirs.actionId],
      ['blocker.resolve', theirs.blockerId],
    ] as const) {
      const value = text({ cycleId: mine.cycleId, itemId });
      expect((await stage.forger.click(id, { personId: cast.lead, value })).told).toMatch(/not on the list/);
    }
    expect(await stage.traces()).toBe(before);
    await Promise.all([mine.end(), theirs.end()]);
  });

  test('a form without its state is answered at its fields', async () => {
    const week = await stage.week();
    const before = await stage.traces();
    const submit = (id: string, d: object, personId: string = cast.lead) =>
      stage.forger.submit(id, { personId, privateMetadata: text({ cycleId: week.cycleId, ...d }) });
    expect(Object.keys((await submit('focus.save', { step: 0 })).errors)).toEqual(['focus']);
    expect(Object.keys((await submit('change.save', {})).errors)).toEqual(['change', 'impact', 'rollback']);
    expect(Object.keys((await submit('checkpoint.save', {})).errors)).toEqual(['status']);
    expect(Object.keys((await submit('blocker.save', {})).errors)).toEqual(['text', 'owner', 'due']);
    expect(Object.keys((await submit('review.story', { step: 2 })).errors)).toEqual(['decision-kind']);
    expect(await stage.traces()).toBe(before);
    await week.end();
  });

  test('texts that are too long, blank or only look like something are answered at their field', async () => {
    const week = await stage.week();
    const before = await stage.traces();
    const focus = async (words: string) =>
      (
        await stage.forger.submit('focus.save', {
          personId: cast.lead,
          privateMetadata: text({ cycleId: week.cycleId, step: 0 }),
          values: state({ focus: words }),
        })
      ).errors['focus'];
    const blank = 'Please say what this week is about.';
    for (const words of [' \n\t ', '\u200B\u200D\uFEFF', '\u3164', '\u0000', '\u202E', '\uD83D']) {
      expect(await focus(words), JSON.stringify(words)).toBe(blank);
    }
    expect(await focus('😀'.repeat(3_000))).toBe('Please keep this to 300 characters; these are 3000.');
    expect(await stage.traces()).toBe(before);
    await week.end();
  });

  test('steps that were jumped over come back, and nothing half-filled is stored', async () => {
    const week = await stage.week();
    const { prisma } = stage.at.app.kernel.database;
    const ahead = await stage.forger.submit('focus.save', {
      personId: cast.lead,
      privateMetadata: text({ cycleId: week.cycleId, step: 99 }),
      values: state({}),
    });
    expect([ahead.action, ahead.opened]).toEqual(['update', 'focus.save']);
    const first = await stage.forger.submit('focus.save', {
      personId: cast.lead,
      privateMetadata: text({ cycleId: week.cycleId, step: 0 }),
      values: state({
        focus: 'Billing',
        moving: {
          selected_options: [{ value: 'response_speed' }, { value: '__proto__' }, { value: 'no_such' }],
        },
      }),
    });
    expect(first.action).toBe('update');
    const jumped = await stage.forger.submit('focus.save', {
      personId: cast.lead,
      privateMetadata: text({ cycleId: week.cycleId, step: 99 }),
      values: state({}),
    });
    expect(jumped.opened).toBe('focus.save');
    expect(await prisma.answer.count({ where: { cycleId: week.cycleId } })).toBe(0);
    await week.end();
  });

  test.each([
    ['a guest', cast.guest, /is a guest/],
    ['a stranger', cast.stranger, /another organisation/],
    ['somebody who left', cast.deactivated, /deactivated/],
    ['an app', cast.bot, /is an app/],
    ['nobody', 'U0NOBODY99', /did not tell me who this is/],
    ['a mention in disguise', 'U1> <!channel', /did not tell me who this is/],
  ])('%s cannot own an action or a blocker', async (_what, owner, problem) => {
    const week = await stage.week();
    const before = await stage.traces();
    const blocker = await stage.forger.submit('blocker.save', {
      personId: cast.lead,
      privateMetadata: text({ cycleId: week.cycleId }),
      values: state({ text: 'Stuck', owner: person(owner), due: 2_000_000_000 }),
    });
    expect(blocker.errors['owner']).toMatch(problem);
    const action = await stage.forger.submit('review.publish', {
      personId: cast.lead,
      privateMetadata: text({ cycleId: week.cycleId, rows: 2 }),
      values: state({
        'action-0-text': 'Do',
        'action-0-owner': person(owner),
        'action-0-due': day('2027-01-01'),
      }),
    });
    expect(action.errors['action-0-owner']).toMatch(problem);
    expect(await stage.traces()).toBe(before);
    await week.end();
  });

  test.each([
    ['past', 1_000_000_000, /past/],
    ['beyond all time', 1e300, /choose a date/],
    ['not a number', null, /choose a date/],
  ])('a due time that is %s is answered at its field', async (_what, due, problem) => {
    const week = await stage.week();
    const answer = await stage.forger.submit('blocker.save', {
      personId: cast.lead,
      privateMetadata: text({ cycleId: week.cycleId }),
      values: state({ text: 'Stuck', owner: person(cast.member), due: { selected_date_time: due } }),
    });
    expect(answer.errors['due']).toMatch(problem);
    await week.end();
  });

  test.each([
    ['31 February', '2027-02-31'],
    ['words', 'soon'],
    ['the past', '2026-01-01'],
  ])('an action due on %s is answered at its field', async (_what, date) => {
    const week = await stage.week();
    const answer = await stage.forger.submit('review.publish', {
      personId: cast.lead,
      privateMetadata: text({ cycleId: week.cycleId, rows: 2 }),
      values: state({
        'action-1-text': 'Do',
        'action-1-owner': person(cast.member),
        'action-1-due': day(date),
      }),
    });
    expect(Object.keys(answer.errors)).toEqual(['action-1-due']);
    await week.end();
  });

  test('an option that was not offered is no answer', async () => {
    const week = await stage.week();
    const answer = await stage.forger.submit('checkpoint.save', {
      personId: cast.lead,
      privateMetadata: text({ cycleId: week.cycleId }),
      values: state({ status: chosen('splendid'), note: 'x' }),
    });
    expect(answer.errors).toEqual({ status: 'Please choose one of the three.' });
    await week.end();
  });
});
