import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import { afterEach, describe, expect, test } from 'vitest';
import { auditPages, exportAudit } from '../../src/governance/export-audit.ts';
import { openDatabase } from '../../src/kernel/index.ts';
import { dump } from '../governance/filled.ts';
import { startWorkplace, type Workplace } from '../support/workplace.ts';

const berlin = 'Europe/Berlin';
const words = {
  focus: 'Contoso wants its money back',
  note: 'Ask Contoso legal first',
  change: 'Refund Contoso before Friday',
  spoken: 'my password is hunter2-contoso',
};

let at: Workplace | undefined;
afterEach(async () => {
  await at?.close();
  at = undefined;
});

/** A busy hour in which much goes wrong; everything that comes out of the program while it lasts. */
async function busyHour(transport: 'socket' | 'http', key: Buffer) {
  let logged = '';
  const logTo = new Writable({
    write: (chunk, _encoding, done) => {
      logged += String(chunk);
      done();
    },
  });
  at = await startWorkplace({
    transport,
    logTo,
    openDatabase: () => openDatabase({ kind: 'memory' }, [key]),
  });
  const [dana, tom, priya] = [at.person('Dana'), at.person('Tom'), at.person('Priya')];
  const fault = (kind: string, more: object = {}) => at?.control('POST', 'faults', { kind, ...more });

  await at.goTo('2026-11-16 09:01', berlin);
  await fault('500_before', { method: 'views.open' });
  await dana.clicks('Set the focus', { in: '#support-ops' });
  await dana.clicks('Set the focus', { in: '#support-ops' });
  await dana.fillsAndSubmits({
    'What is this week about?': words.focus,
    'Which measures do we expect to move?': [],
  });
  await fault('500_after', { method: 'chat.update' });
  await tom.clicks('Propose a change', { in: '#support-ops' });
  await tom.fillsAndSubmits({
    'What do we change?': words.change,
    'What do we expect from it?': words.change,
    'How do we back out?': words.change,
  });
  await fault('error', { method: 'chat.postMessage', error: 'invalid_blocks' });
  await priya.clicks('Ask for a change', { in: '#support-ops' });
  await priya.fillsAndSubmits({ 'What should change?': words.note });
  await dana.says(words.spoken);
  await fault('error', { method: 'chat.update', error: 'msg_too_long' });
  await dana.clicks('Set the focus', { in: '#support-ops' }).catch(() => undefined);
  await at.settle();

  // From outside: a forged signature, a body that is no payload, a page that is not there.
  const forged = await fetch(`${at.app.url}/slack/events`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(Math.floor(at.clock.now().getTime() / 1000)),
      'x-slack-signature': `v0=${'0'.repeat(64)}`,
    },
    body: `payload=${encodeURIComponent(JSON.stringify({ text: words.spoken }))}`,
  });
  expect(forged.status).toBeGreaterThanOrEqual(400);
  const metrics = await (await fetch(`${at.app.url}/metrics`)).text();
  const ready = await (await fetch(`${at.app.url}/readyz`)).text();

  await fault('revoke_token', { error: 'token_revoked' });
  await at.goTo('2026-11-18 16:05', berlin);
  let audit = '';
  await exportAudit(auditPages(at.app.kernel.database.prisma), async (text) => {
    audit += text;
  });
  const rows = await dump(at.app.kernel.database);
  const jobs = await at.app.kernel.database.prisma.$queryRaw`SELECT row_to_json(j)::text FROM pgboss.job j`;
  return {
    logged,
    outside: { logged, metrics, ready, audit, answer: await forged.text(), jobs: JSON.stringify(jobs) },
    rows,
  };
}

describe.each(['socket', 'http'] as const)('over %s', (transport) => {
  test('neither a secret nor what people wrote comes out anywhere but in Slack', {
    timeout: 60_000,
  }, async () => {
    const key = randomBytes(32);
    const { logged, outside, rows } = await busyHour(transport, key);
    const { bot, app, signingSecret } = (at as Workplace).slack.tokens;
    const secrets = [bot, app, signingSecret, key.toString('base64'), key.toString('hex')];

    // The log has heard of the trouble, so that it had its chance to tell too much.
    expect(logged.split('\n').length).toBeGreaterThan(20);
    expect(logged).toContain('token_revoked');
    expect(outside.audit).toContain('"action":"focus.answered"');
    for (const [where, text] of Object.entries(outside)) {
      for (const secret of [...secrets, ...Object.values(words)]) {
        expect(text.includes(secret), `${secret} in ${where}`).toBe(false);
      }
    }
    for (const [table, lines] of Object.entries(rows)) {
      for (const secret of [...secrets, ...Object.values(words)]) {
        expect(lines.join('\n').includes(secret), `${secret} in ${table}`).toBe(false);
      }
    }
    // And it was all there to be told.
    expect(JSON.stringify(await (at as Workplace).app.kernel.database.prisma.answer.findMany())).toContain(
      words.focus,
    );
  });
});
