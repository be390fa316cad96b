import type { Workplace } from '../support/workplace.ts';

export interface Recorded {
  readonly kind: 'events_api' | 'interactive' | 'slash_commands';
  readonly name: string;
  readonly payload: Record<string, unknown>;
}

const berlin = 'Europe/Berlin';

/** People live through a week up to Friday's review; what Slack sent to the app meanwhile, as it was sent. */
export async function recordWeek(at: Workplace): Promise<Recorded[]> {
  const [dana, tom, priya] = [at.person('Dana'), at.person('Tom'), at.person('Priya')];
  const here = { in: '#support-ops' };
  await dana.opensHome();
  await dana.types('/pace status');
  await dana.says('hello');
  await setUp(at);
  await at.goTo('2026-11-16 09:01', berlin);
  await dana.clicks('Set the focus', here);
  await dana.fillsAndSubmits({
    'What is this week about?': 'First answers under two hours',
    'Which measures do we expect to move?': ['Response speed'],
  });
  await dana.fillsAndSubmits({
    'Response speed: which way?': 'Down',
    'Response speed: by how much, in h?': '0.9',
    'Response speed: what would change our mind?': 'Volume above 200',
  });
  await tom.clicks('Propose a change', here);
  await tom.fillsAndSubmits({
    'What do we change?': 'Route billing first',
    'What do we expect from it?': 'Faster',
    'How do we back out?': 'Switch it off',
  });
  await priya.clicks('Ask for a change', here);
  await priya.fillsAndSubmits({ 'What should change?': 'Smaller, please' });
  await at.goTo('2026-11-18 10:01', berlin);
  await dana.clicks('Say where we are', here);
  await dana.fillsAndSubmits({ 'Status against the focus': 'at risk', 'What is behind it?': 'Backlog' });
  await dana.clicks('Raise a blocker', here);
  await dana.fillsAndSubmits({ 'What is stuck?': 'The export', 'Who can unblock it?': tom.id });
  await at.goTo('2026-11-20 15:01', berlin);
  await dana.clicks('Fill in the review', here);
  await dana.fillsAndSubmits({
    'Response speed: Hours to first answer': '27',
    'Response speed: Requests answered': '143',
    'Completion rate: Completed': '58',
    'Completion rate: Started': '62',
  });
  await confirmed(at);
  await dana.submits();
  await confirmed(at);
  await dana.fillsAndSubmits({
    'What did we learn?': 'Merged accounts fail',
    Decision: 'We decided something',
    'What is decided, or why does nothing change?': 'Keep the routing',
  });
  await dana.fillsAndSubmits({
    'Action 1': 'Find the cause',
    'Action 1: who?': tom.id,
    'Action 1: by when?': '2026-11-27',
  });
  await at.settle();
  const { deliveries } = await at.control<{ deliveries: Recorded[] }>('GET', 'deliveries');
  return deliveries.map(({ kind, name, payload }) => ({ kind, name, payload }));
}

/** The set-up's four forms, and the search for a time zone in the first. */
async function setUp(at: Workplace): Promise<void> {
  const dana = at.person('Dana');
  await dana.types('/pace setup');
  const form = await dana.form();
  const zone = form.blocks.find(({ element }) => element?.type === 'external_select');
  await at.control('POST', 'act/suggest', {
    as: dana.id,
    view: form.id,
    block_id: zone?.block_id,
    action_id: zone?.element?.action_id,
    query: 'lond',
  });
  for (let step = 0; step < 4 && !(await dana.hasNoForm()); step += 1) {
    for (const { label, element } of (await dana.form()).blocks) {
      if (label === undefined) continue;
      const filled =
        element?.type === 'plain_text_input'
          ? 'Fuzz'
          : /users_select/.test(element?.type ?? '')
            ? at.person('Tom').id
            : /channel|conversation/.test(element?.type ?? '')
              ? at.channel('#delivery')
              : undefined;
      if (filled === undefined) continue;
      const value = element?.type.startsWith('multi_') ? [filled] : filled;
      await dana.fills({ [label.text]: value });
    }
    const { outcome, errors } = await dana.submits();
    if (outcome === 'errors') throw new Error(`the set-up stops: ${JSON.stringify(errors)}`);
  }
  if (!(await dana.hasNoForm())) await dana.closes();
}

/** Odd numbers are asked about; Dana says that they are right. */
async function confirmed(at: Workplace): Promise<void> {
  const dana = at.person('Dana');
  if ((await dana.form()).title.text === 'Is this right?') await dana.submits();
}
