import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorkplace, type Workplace } from '../support/workplace.ts';
import { posting } from './posting.ts';

// Run by: npm run soak
describe('two hundred messages for one channel', () => {
  let at: Workplace;
  const { postAll, texts } = posting(() => at);
  beforeAll(async () => {
    at = await startWorkplace();
  });
  afterAll(() => at.close());

  test('come in their order, at about one a second, although Slack says 429 to some', async () => {
    const many = Array.from({ length: 200 }, (_, index) => `Number ${index + 1}`);
    await at.control('POST', 'faults', {
      method: 'chat.postMessage',
      kind: '429',
      retryAfterSeconds: 2,
      times: 5,
    });
    const began = performance.now();
    await postAll('#delivery', many);
    // A wait that Slack asks for is longer than `settle` stays for.
    await expect
      .poll(async () => (await texts('#delivery')).length, { timeout: 400_000, interval: 1_000 })
      .toBe(200);
    const seconds = (performance.now() - began) / 1000;
    expect(await texts('#delivery')).toEqual(many);
    expect(seconds).toBeGreaterThan(190);
    expect(seconds).toBeLessThan(300);
  });
});
