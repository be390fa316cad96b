import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type PacekeeperApp, startApp } from '../../src/app.ts';
import { createLog, type Database, openDatabase } from '../../src/kernel/index.ts';
import { newServerDatabase } from '../support/server-database.ts';
import { startWorkplace, type Workplace } from '../support/workplace.ts';
import { posting } from './posting.ts';

vi.setConfig({ testTimeout: 60_000 });

describe('two processes on one PostgreSQL server', () => {
  let at: Workplace;
  let second: PacekeeperApp;
  let database: Database;
  const { post } = posting(() => at);

  beforeAll(async () => {
    const url = await newServerDatabase();
    at = await startWorkplace({ openDatabase: () => openDatabase({ kind: 'server', url }) });
    database = await openDatabase({ kind: 'server', url });
    second = await startApp({
      database,
      clock: at.clock,
      log: createLog('silent', []),
      playbook: at.app.services.playbook,
      slack: {
        isLocal: true,
        apiUrl: at.slack.apiUrl,
        tokens: { kind: 'socket', botToken: at.slack.tokens.bot, appToken: at.slack.tokens.app },
      },
      host: '127.0.0.1',
      port: 0,
    });
  });
  afterAll(async () => {
    await second.stop();
    await database.close();
    await at.close();
  });

  async function sentBy(app: PacekeeperApp): Promise<number> {
    const { values } = await app.kernel.metrics.deliveries.get();
    return values.reduce((sum, { value }) => sum + value, 0);
  }

  test('share the messages, and send each once', async () => {
    const channels = ['#delivery', '#leadership', '#support-ops', '#sales-ops', '#escalations'];
    const sent: string[] = [];
    for (let round = 1; round <= 6; round += 1) {
      for (const channel of channels) {
        sent.push(`${channel} ${round}`);
        await post(channel, `${channel} ${round}`);
      }
    }
    await at.settle();
    const found: string[] = [];
    for (const channel of channels) {
      const messages = await at.control<{ messages: { text: string }[] }>(
        'GET',
        `messages?channel=${at.channel(channel)}&as=${at.person(channel === '#sales-ops' ? 'Sam' : channel === '#delivery' || channel === '#leadership' || channel === '#support-ops' ? 'Dana' : 'Tom').id}`,
      );
      found.push(...messages.messages.map(({ text }) => text));
    }
    expect(found.toSorted()).toEqual(sent.toSorted());
    expect((await sentBy(at.app)) + (await sentBy(second))).toBe(sent.length);
  });

  test('ask for the focus once', async () => {
    await at.goTo('2026-11-16 09:01', 'Europe/Berlin');
    await Promise.all([at.settle(), second.kernel.settle()]);
    const prompts = (await at.person('Dana').reads('#support-ops')).filter(({ text }) =>
      text.includes('Monday focus'),
    );
    expect(prompts).toHaveLength(1);
  });
});
