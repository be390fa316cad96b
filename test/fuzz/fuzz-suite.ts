import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { validateView } from '../../src/blockkit/index.ts';
import { asForm, type Reply, send, signedHeaders } from '../security/signed.ts';
import { startWorkplace, type Workplace } from '../support/workplace.ts';
import { Chance } from './chance.ts';
import { hostile, mutated } from './mutate.ts';
import { type Recorded, recordWeek } from './record.ts';
import { expectSound, stored } from './sound.ts';
import { hurl } from './wire.ts';

/** Slack's word for ids and addresses that a test has made up; from the real one it would be news. */
const madeUp = /invalid_trigger_id|Failed to respond to the response_url/;
const atOnce = 8;
/** How often what is stored is looked through. */
const lookEvery = 250;
/** After this Slack gives up; the workspace and the test share the process, so the app's own pauses are shorter. */
const longestPauseMs = 3_000;
const forms = [
  'setup_basics.submit',
  'setup_roles.submit',
  'setup_channels.submit',
  'setup_week.submit',
  'focus.save',
  'change.save',
  'focus.return',
  'checkpoint.save',
  'blocker.save',
  'review.numbers',
  'review.confirm',
  'review.story',
  'review.publish',
];

/** What nobody at Slack would send, `runs` times each way; the seed makes a run come again. */
export function fuzzSuite({ runs, seed }: { runs: number; seed: number }): void {
  describe(`${runs} random and mutated payloads each, seed ${seed}`, { timeout: 20_000 + runs * 400 }, () => {
    const chance = new Chance(seed);
    const pauses = monitorEventLoopDelay({ resolution: 10 });
    let at: Workplace;
    let recorded: Recorded[];
    let log = '';
    let serial = 0;
    beforeAll(async () => {
      const logTo = new Writable({
        write: (chunk, _encoding, done) => {
          log += String(chunk);
          done();
        },
      });
      at = await startWorkplace({ transport: 'http', logTo });
      recorded = await recordWeek(at);
      log = '';
      pauses.enable();
    }, 180_000);
    afterAll(() => at.close());

    test('the recorded week has every kind of payload and every form in it', () => {
      const types = new Set(recorded.map(({ kind, payload }) => `${kind} ${payload['type'] ?? ''}`));
      expect(types).toEqual(
        new Set([
          'events_api event_callback',
          'slash_commands ',
          'interactive block_actions',
          'interactive view_submission',
          'interactive block_suggestion',
        ]),
      );
      expect([...submissions().keys()]).toEqual(forms);
    });

    test('listeners', async () => {
      await each(async () => {
        const original = chance.pick(recorded);
        const payload = chance.oneIn(20) ? hostile(chance) : mutated(chance, fresh(original.payload));
        const [type, body] = written(original.kind, payload);
        const headers = { ...signedHeaders(at, body), 'content-type': type };
        return send(at.app.url, { headers, body });
      });
    });

    test('forms', async () => {
      const golden = [...submissions().values()];
      await each(async () => {
        const payload = fresh(chance.pick(golden));
        const view = payload['view'] as { state: unknown; private_metadata: unknown };
        view.state = { values: scrambled((view.state as { values: object } | undefined)?.values ?? {}) };
        const body = asForm(payload);
        return send(at.app.url, { headers: signedHeaders(at, body), body });
      });
    });

    test('a form that was answered with errors has stored nothing', async () => {
      const golden = [...submissions().values()];
      await at.settle();
      for (let run = 0; run < runs / 10; run += 1) {
        const before = await stored(at);
        const payload = fresh(chance.pick(golden));
        const view = payload['view'] as { state: { values: object } };
        view.state = { values: scrambled(view.state.values) };
        const body = asForm(payload);
        const { text } = await send(at.app.url, { headers: signedHeaders(at, body), body });
        if (text.includes('"response_action":"errors"')) expect(await stored(at), body).toBe(before);
      }
    });

    test('plain HTTP', async () => {
      const { port } = new URL(at.app.url);
      await each(async () => {
        await hurl(Number(port), chance);
        return { status: 400, text: '' };
      });
    });

    test('the log has no error of ours in it, and the event loop was never held up', () => {
      const lines = log
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as { level: number; error?: string; msg?: string; stack?: string });
      const bad = lines.filter(({ level, error = '' }) => level >= 50 && !madeUp.test(error));
      const kinds = new Map<string, number>();
      for (const { error = '', msg = '', stack } of bad) {
        const kind = `${msg}: ${error.slice(0, 160)}${stack === undefined ? '' : ' (with a stack)'}`;
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      }
      expect([...kinds]).toEqual([]);
      expect(pauses.max / 1e6).toBeLessThan(longestPauseMs);
    });

    function submissions(): Map<string, Record<string, unknown>> {
      const found = recorded.filter(({ payload }) => payload['type'] === 'view_submission');
      return new Map(
        found.map(({ payload }) => [(payload['view'] as { callback_id: string }).callback_id, payload]),
      );
    }

    /** With ids of its own, so that it is no duplicate of what came before; now and then it is one. */
    function fresh(payload: Record<string, unknown>): Record<string, unknown> {
      if (chance.oneIn(20)) return structuredClone(payload);
      serial += 1;
      const text = JSON.stringify(payload)
        .replace(/"(trigger_id|event_id|action_ts|hash)":"[^"]*"/g, `"$1":"${serial}.1"`)
        .replace(/"(id|view_id|root_view_id)":"V[^"]*"/g, `"$1":"V${serial}"`);
      return JSON.parse(text) as Record<string, unknown>;
    }

    function written(kind: Recorded['kind'], payload: unknown): [string, string] {
      if (kind === 'events_api') return ['application/json', JSON.stringify(payload)];
      if (kind === 'interactive' || typeof payload !== 'object' || payload === null) {
        return ['application/x-www-form-urlencoded', asForm(payload)];
      }
      const fields = Object.entries(payload).map(
        ([key, value]) => [key, wellFormed(value)] as [string, string],
      );
      return ['application/x-www-form-urlencoded', new URLSearchParams(fields).toString()];
    }

    /** Every field as it was, or hostile, of another field's kind, without an element, or not there. */
    function scrambled(values: object): object {
      const fields = Object.entries(values as Record<string, Record<string, object>>);
      const all = fields.flatMap(([, elements]) => Object.values(elements));
      const out: [string, unknown][] = [];
      for (const [block, elements] of fields) {
        const [action = 'a', element = {}] = Object.entries(elements)[0] ?? [];
        switch (chance.below(7)) {
          case 0:
            break;
          case 1:
            out.push([block, { [action]: mutated(chance, element) }]);
            break;
          case 2:
            out.push([block, { [action]: all.length === 0 ? {} : chance.pick(all) }]);
            break;
          case 3:
            out.push([block, { [action]: { type: 'plain_text_input', value: hostile(chance) } }]);
            break;
          case 4:
            out.push([block, hostile(chance)]);
            break;
          default:
            out.push([block, elements]);
        }
      }
      if (chance.oneIn(10)) out.push([chance.text(), hostile(chance)]);
      return Object.fromEntries(out);
    }

    async function each(run: () => Promise<Reply>): Promise<void> {
      for (let done = 0; done < runs; done += atOnce) {
        const size = Math.min(atOnce, runs - done);
        for (const reply of await Promise.all(Array.from({ length: size }, run))) expectClear(reply);
        if (done % lookEvery < atOnce) await look();
      }
      await look();
    }

    async function look(): Promise<void> {
      await at.settle();
      await expectSound(at);
    }
  });
}

function wellFormed(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Taken, with an answer that Slack can show; or refused with a reason. */
function expectClear({ status, text }: Reply): void {
  expect(status === 200 || (status >= 400 && status < 500), `${status} ${text}`).toBe(true);
  if (status !== 200 || text === '') return;
  const answer = JSON.parse(text) as { response_action?: string; view?: unknown; errors?: object };
  if (answer.view !== undefined) expect(validateView(answer.view)).toEqual([]);
  if (answer.response_action === 'errors') {
    const words = Object.values(answer.errors ?? {});
    expect(words.length).toBeGreaterThan(0);
    for (const word of words) expect(word).toMatch(/\w/);
  }
}
