import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startWorkplace, type Workplace } from '../support/workplace.ts';
import { posting } from './posting.ts';

const minuteMs = 60_000;
const channel = '#delivery';
let at: Workplace;
const { post, postAll, redraw, row, texts, fault, pass, calls } = posting(() => at);

beforeAll(async () => {
  at = await startWorkplace();
});
afterAll(() => at.close());
afterEach(async () => {
  await at.control('DELETE', 'faults');
  await at.settle();
});

/** How often this stands in the channel. */
async function times(text: string): Promise<number> {
  return (await texts(channel)).filter((one) => one === text).length;
}

describe('when Slack falters', () => {
  test('a 429 is honoured to the second, and stops nothing but its own method', async () => {
    const before = await post(channel, 'Posted before');
    await at.settle();
    await fault('chat.postMessage', '429', { retryAfterSeconds: 3 });
    const began = performance.now();
    const limited = await post(channel, 'Held back by Slack');
    await expect.poll(async () => (await row(limited)).attempts).toBeGreaterThan(0);
    await redraw(before, 'Changed meanwhile');
    await expect.poll(() => texts(channel)).toContain('Changed meanwhile');
    expect(await times('Held back by Slack')).toBe(0);
    await expect.poll(() => times('Held back by Slack'), { timeout: 8_000 }).toBe(1);
    expect(performance.now() - began).toBeGreaterThan(3_000);
  });

  test.each([
    ['500_before', {}],
    ['500_after', {}],
    ['error', { error: 'fatal_error' }],
    ['error', { error: 'service_unavailable' }],
  ])('after %s %o the message is there, once', async (kind, more) => {
    const text = `After ${kind} ${JSON.stringify(more)}`;
    await fault('chat.postMessage', kind, more);
    const key = await post(channel, text);
    await at.settle();
    expect((await row(key)).state).toBe('waiting');
    await pass(minuteMs);
    expect([(await row(key)).state, await times(text)]).toEqual(['sent', 1]);
  });

  test('what changed while nobody knew whether it was posted is what stands there in the end, once', async () => {
    await fault('chat.postMessage', '500_after');
    const key = await post(channel, 'Doubtful, first words');
    await at.settle();
    await redraw(key, 'Doubtful, last words');
    await at.settle();
    await pass(minuteMs);
    expect([await times('Doubtful, first words'), await times('Doubtful, last words')]).toEqual([0, 1]);
  });

  test('a change does not shorten the wait after a doubtful post', async () => {
    await fault('chat.postMessage', '500_before');
    const key = await post(channel, 'Not so fast');
    await at.settle();
    const { nextTryAt } = await row(key);
    await redraw(key, 'Not so fast!');
    await at.settle();
    expect([(await row(key)).nextTryAt, await times('Not so fast!')]).toEqual([nextTryAt, 0]);
    await pass(minuteMs);
    expect(await times('Not so fast!')).toBe(1);
  });

  test('Slack is waited for about a day, not given up after half an hour', async () => {
    const { prisma } = at.app.kernel.database;
    await fault('chat.postMessage', '500_before', { times: 10_000 });
    const key = await post(channel, 'Said after the storm');
    await at.settle();
    await prisma.delivery.update({ where: { key }, data: { attempts: 60 } });
    await pass(11 * minuteMs);
    expect(await row(key)).toMatchObject({ state: 'waiting', attempts: 61 });
    await at.control('DELETE', 'faults');
    await pass(11 * minuteMs);
    expect([(await row(key)).state, await times('Said after the storm')]).toEqual(['sent', 1]);
  });

  test('one message that fails does not hold up the next one', async () => {
    await fault('chat.postMessage', '500_before');
    await post(channel, 'Stumbles');
    await post(channel, 'Passes by');
    await at.settle();
    expect([await times('Stumbles'), await times('Passes by')]).toEqual([0, 1]);
    await pass(minuteMs);
    expect(await times('Stumbles')).toBe(1);
  });
});

describe('changes', () => {
  test('of many in a row the last one stands', async () => {
    const key = await post(channel, 'Draft 0');
    for (let draft = 1; draft <= 6; draft += 1) await redraw(key, `Draft ${draft}`);
    await at.settle();
    expect((await texts(channel)).filter((text) => text.startsWith('Draft'))).toEqual(['Draft 6']);
  });

  test('of a message that somebody deleted: it is posted afresh', async () => {
    const key = await post(channel, 'Soon deleted');
    await at.settle();
    const { postedIn, ts } = await row(key);
    await fetch(`${at.slack.apiUrl}chat.delete`, {
      method: 'POST',
      headers: { authorization: `Bearer ${at.slack.tokens.bot}` },
      body: new URLSearchParams({ channel: postedIn ?? '', ts: ts ?? '' }),
    });
    expect(await times('Soon deleted')).toBe(0);
    await redraw(key, 'Here again');
    await at.settle();
    await pass(1_000);
    expect([await times('Here again'), (await row(key)).state]).toEqual([1, 'sent']);
  });

  test('that fail doubtfully are simply made again', async () => {
    const key = await post(channel, 'Before the change');
    await at.settle();
    await fault('chat.update', '500_after');
    await redraw(key, 'After the change');
    await at.settle();
    await pass(minuteMs);
    expect([await times('After the change'), (await row(key)).state]).toEqual([1, 'sent']);
  });
});

describe('order', () => {
  test('a reply waits for its parent and then stands in its thread', async () => {
    await fault('chat.postMessage', '500_before');
    const parent = await post(channel, 'A parent that comes late');
    await post(channel, 'Its reply', parent);
    await at.settle();
    expect(await times('Its reply')).toBe(0);
    await pass(minuteMs);
    const priya = at.person('Priya');
    const posted = await priya.sees(channel, 'A parent that comes late');
    await expect
      .poll(async () => (await priya.reads(channel, posted)).map(({ text }) => text))
      .toEqual(['A parent that comes late', 'Its reply']);
    expect(await times('Its reply')).toBe(0);
  });

  test('messages to one channel come in their order and at its pace, and hold up no other channel', async () => {
    const many = Array.from({ length: 9 }, (_, index) => `Number ${index + 1}`);
    const began = performance.now();
    await postAll(channel, many);
    await post('#leadership', 'For the others');
    await post(at.person('Tom').id, 'For Tom');
    await at.settle();
    const tookMs = performance.now() - began;
    expect((await texts(channel)).filter((text) => text.startsWith('Number'))).toEqual(many);
    const posts = (await calls('chat.postMessage')).map(({ args }) => args.text);
    expect(posts.indexOf('For the others')).toBeLessThan(posts.indexOf('Number 6'));
    expect(posts.indexOf('For Tom')).toBeLessThan(posts.indexOf('Number 7'));
    // Three at once, then one a second.
    expect(tookMs).toBeGreaterThan(5_000);
  });
});

describe('what an admin has to mend', () => {
  const notices = async () => (await at.person('Dana').reads('DM')).map(({ text }) => text);

  test.each([
    ['not_in_channel', 'Type `/invite @Pacekeeper` there'],
    ['channel_not_found', 'or it does not exist any more'],
    ['is_archived', 'Unarchive it'],
    ['restricted_action', 'Ask a workspace admin'],
  ])('%s is told once, with what to do, and is not tried again by itself', async (error, advice) => {
    const before = (await notices()).length;
    await fault('chat.postMessage', 'error', { error });
    const key = await post('#escalations', `Refused with ${error}`);
    await at.settle();
    await pass(30 * minuteMs);
    expect((await row(key)).state).toBe('failed');
    const told = (await notices()).slice(before);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(advice);
    expect(told[0]).toContain(`Refused with ${error}`);
  });

  test('after the invitation [Try again] posts it', async () => {
    const key = await post('#general', 'Waits for an invitation');
    await at.settle();
    expect(await row(key)).toMatchObject({ state: 'failed', error: 'not_in_channel' });
    await at.control('POST', `channels/${at.channel('#general')}`, { botIsMember: true });
    await at.person('Dana').clicks('Try again', { in: 'DM', on: 'Waits for an invitation' });
    await at.settle();
    expect((await at.person('Dana').reads('#general')).map(({ text }) => text)).toEqual([
      'Waits for an invitation',
    ]);
  });

  test('a channel that was archived gets its message when it is back', async () => {
    const id = at.channel('#ai-reviews');
    await at.control('POST', `channels/${id}`, { isArchived: true });
    const key = await post('#ai-reviews', 'For an archived channel');
    await at.settle();
    expect((await row(key)).error).toBe('is_archived');
    await at.control('POST', `channels/${id}`, { isArchived: false });
    await at.person('Dana').clicks('Try again', { in: 'DM', on: 'For an archived channel' });
    await at.settle();
    expect((await row(key)).state).toBe('sent');
  });
});
