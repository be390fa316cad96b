import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '../support/person.ts';
import { startWorkplace, type Workplace } from '../support/workplace.ts';

const berlin = 'Europe/Berlin';

/** Goes through the review's forms; a step that asks "Is this right?" is confirmed unless told otherwise. */
async function fillsReview(
  person: Person,
  {
    numbers = {},
    story = {},
    actions = {},
  }: Partial<Record<'numbers' | 'story' | 'actions', Record<string, string>>>,
): Promise<void> {
  for (;;) {
    const form = await person.form();
    if (form.title.text === 'Is this right?') {
      await person.submits();
      continue;
    }
    const labels = form.blocks.flatMap((block) => block.label?.text ?? []);
    const answers = labels.includes('Decision') ? story : labels.includes('Action 1') ? actions : numbers;
    const fitting = Object.fromEntries(Object.entries(answers).filter(([label]) => labels.includes(label)));
    await person.fills(fitting);
    const { errors } = await person.submits();
    expect(errors).toEqual({});
    if (labels.includes('Action 1')) return;
  }
}

const decided = {
  Decision: 'We decided something',
  'What is decided, or why does nothing change?': 'Keep it',
};

describe('answers until the week is closed', () => {
  let at: Workplace;
  let cycleId: string;
  const prisma = () => at.app.kernel.database.prisma;

  beforeAll(async () => {
    at = await startWorkplace();
    const cycle = await prisma().cycle.findFirstOrThrow({
      where: { week: '2026-W47', team: { name: 'Support' } },
    });
    cycleId = cycle.id;
  });
  afterAll(() => at.close());

  const readingsOf = async (measure: string) => {
    const { teamId } = await prisma().cycle.findUniqueOrThrow({ where: { id: cycleId } });
    return prisma().reading.findMany({
      where: { teamId, measure, week: '2026-W47', channel: '', owner: '' },
      orderBy: { version: 'asc' },
    });
  };

  test('on Sunday the focus can be set from Home, before anybody asks; Monday shows it', async () => {
    const dana = at.person('Dana');
    await dana.opensHome();
    await dana.clicksAtHome('Set the focus');
    await dana.fillsAndSubmits({
      'What is this week about?': 'Billing questions',
      'Which measures do we expect to move?': ['Response speed'],
    });
    await dana.closes();
    await dana.clicksAtHome('Set the focus');
    const [focus] = (await dana.form()).blocks.filter(
      (block) => block.label?.text === 'What is this week about?',
    );
    expect(JSON.stringify(focus)).toContain('Billing questions');
    await dana.submits();
    await dana.fillsAndSubmits({
      'Response speed: which way?': 'Down',
      'Response speed: by how much, in h?': '0.9',
      'Response speed: what would change our mind?': 'Volume',
    });
    expect(await dana.reads('#support-ops')).toEqual([]);
    await at.person('Priya').opensHome();
    await at.goTo('2026-11-16 09:01', berlin);
    const prompt = await dana.sees('#support-ops', 'Monday focus');
    expect(prompt.text).toContain('waiting for approval');
    expect(prompt.text).toContain('Billing questions');
  });

  test('an edit is a version, the same again is none, and approval follows the newest', async () => {
    const dana = at.person('Dana');
    await dana.clicks('Edit the focus', { in: '#support-ops' });
    await dana.submits();
    await dana.submits();
    const focuses = () => prisma().answer.count({ where: { cycleId, kind: 'focus' } });
    expect(await focuses()).toBe(1);
    await dana.clicks('Edit the focus', { in: '#support-ops' });
    await dana.fillsAndSubmits({ 'What is this week about?': 'Billing and refunds' });
    await dana.submits();
    expect(await focuses()).toBe(2);
    await at.person('Priya').clicksAtHome('Approve');
    expect((await dana.sees('#support-ops', 'Frozen')).text).toContain('Billing and refunds');
  });

  test('what is said early shows when its prompt comes', async () => {
    const dana = at.person('Dana');
    await dana.opensHome();
    await dana.clicksAtHome('Say where we are');
    await dana.fillsAndSubmits({ 'Status against the focus': 'off track' });
    await at.goTo('2026-11-18 10:01', berlin);
    expect((await dana.sees('#support-ops', 'Wednesday checkpoint')).text).toContain('off track');
  });

  test('an odd number is asked about once, stored as confirmed, and alone', async () => {
    await at.goTo('2026-11-20 15:01', berlin);
    const dana = at.person('Dana');
    await dana.clicks('Fill in the review', { in: '#support-ops' });
    await dana.fillsAndSubmits({
      'Response speed: Hours to first answer': '41',
      'Response speed: Requests answered': '143',
      'Completion rate: Completed': '58',
      'Completion rate: Started': '62',
    });
    const asked = await dana.form('Is this right?');
    expect(JSON.stringify(asked.blocks)).toContain('41.0 h');
    await dana.submits();
    expect(await readingsOf('response_speed')).toEqual([]);
    await fillsReview(dana, {
      story: decided,
      actions: {
        'Action 1': 'A',
        'Action 1: who?': at.person('Tom').id,
        'Action 1: by when?': '2026-11-25',
        'Action 2': 'B',
        'Action 2: who?': at.person('Mia').id,
        'Action 2: by when?': '2026-11-26',
      },
    });
    expect((await readingsOf('response_speed')).map(({ value, confirmed }) => [value, confirmed])).toEqual([
      [41, true],
    ]);
    expect((await readingsOf('completion_rate')).map(({ confirmed }) => confirmed)).toEqual([false]);
  });

  test('an edit of the words alone asks nothing and stores no number again', async () => {
    const dana = at.person('Dana');
    await dana.clicks('Edit the review', { in: '#support-ops' });
    expect((await dana.submits()).errors).toEqual({});
    expect((await dana.form()).title.text).toBe('Review · 2 of 4');
    await fillsReview(dana, { story: { 'What did we learn?': 'Merged accounts fail' } });
    expect(await readingsOf('response_speed')).toHaveLength(1);
    expect(await prisma().answer.count({ where: { cycleId, kind: 'review' } })).toBe(2);
  });

  test('a number that is corrected is not marked as confirmed', async () => {
    const dana = at.person('Dana');
    await dana.clicks('Edit the review', { in: '#support-ops' });
    await fillsReview(dana, { numbers: { 'Response speed: Hours to first answer': '2.7' } });
    expect((await readingsOf('response_speed')).map(({ value, confirmed }) => [value, confirmed])).toEqual([
      [41, true],
      [2.7, false],
    ]);
  });

  test('a measure that is emptied is missing again, everywhere', async () => {
    const dana = at.person('Dana');
    await dana.clicks('Edit the review', { in: '#support-ops' });
    await fillsReview(dana, {
      numbers: { 'Completion rate: Completed': '', 'Completion rate: Started': '' },
    });
    const message = await dana.sees('#support-ops', 'published by');
    expect(message.text).toMatch(/Completion rate\*? – missing/);
  });

  test('taking out an action moves no other, and what is done stays done', async () => {
    const [dana, mia] = [at.person('Dana'), at.person('Mia')];
    const actions = async () => {
      const rows = await prisma().action.findMany({ where: { cycleId }, orderBy: { position: 'asc' } });
      return rows.map(({ text, state }) => ({ text, state }));
    };
    const open = await prisma().action.findFirstOrThrow({ where: { cycleId, position: 1 } });
    await prisma().action.update({ where: { id: open.id }, data: { state: 'done', closedBy: mia.id } });
    await dana.clicks('Edit the review', { in: '#support-ops' });
    await fillsReview(dana, {
      actions: { 'Action 1': '', 'Action 1: who?': null as never, 'Action 1: by when?': null as never },
    });
    expect(await actions()).toEqual([
      { text: 'A', state: 'dropped' },
      { text: 'B', state: 'done' },
    ]);
  });

  test('whoever had the review open while another published gets what they typed back, and who it was', async () => {
    const [dana, mia] = [at.person('Dana'), at.person('Mia')];
    await mia.clicks('Edit the review', { in: '#support-ops' });
    await mia.submits();
    await dana.clicks('Edit the review', { in: '#support-ops' });
    await fillsReview(dana, { story: { 'What did we learn?': 'Dana was here' } });
    await mia.submits();
    await mia.fillsAndSubmits({ 'What did we learn?': 'Mia was here' });
    const versions = await prisma().answer.count({ where: { cycleId, kind: 'review' } });
    await mia.submits();
    expect(JSON.stringify((await mia.form()).blocks)).toContain('dana published version');
    expect(await prisma().answer.count({ where: { cycleId, kind: 'review' } })).toBe(versions);
    await fillsReview(mia, {});
    expect((await mia.sees('#support-ops', 'published by')).text).toContain('Mia was here');
    expect(await prisma().answer.count({ where: { cycleId, kind: 'review' } })).toBe(versions + 1);
  });

  test('a form that was open when the week closed says so, and what was typed is not lost', async () => {
    const dana = at.person('Dana');
    await dana.clicks('Edit the review', { in: '#support-ops' });
    await dana.submits();
    await dana.submits();
    await dana.fills({ 'What did we learn?': 'Too late' });
    await at.goTo('2026-11-20 16:01', berlin);
    await dana.submits();
    const note = await dana.form('Please note');
    expect(JSON.stringify(note.blocks)).toContain('closed when its snapshot went out');
    expect(JSON.stringify(note.blocks)).toContain('What you typed is still in the form underneath.');
    await dana.closes();
    expect(JSON.stringify(await dana.form())).toContain('Too late');
  });

  test('the snapshot says what the review said, and stays as it was posted', async () => {
    const dana = at.person('Dana');
    const snapshot = async () =>
      (await dana.reads('#leadership')).find(({ text }) => text.includes('Support · week 47'));
    const posted = await snapshot();
    const { content } = await prisma().snapshot.findUniqueOrThrow({ where: { cycleId } });
    expect(posted?.text).toContain('2.7 h (n = 143)');
    expect(posted?.text).toMatch(/Completion rate: – missing/);
    expect(posted?.text).toContain('Mia was here');
    // What is ticked off is not what comes next.
    expect(posted?.text).toContain('*Next* no actions');
    expect(JSON.stringify(content)).toContain('2.7 h (n = 143)');
    await at.goTo('2026-11-23 09:01', berlin);
    await at.goTo('2026-11-23 12:00', berlin);
    expect(await snapshot()).toEqual(posted);
    expect((await prisma().snapshot.findUniqueOrThrow({ where: { cycleId } })).content).toEqual(content);
  });
});
