import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { loadPlaybook } from '../../src/playbook/index.ts';
import { Crew } from './crew.ts';
import { type Orders, type Progress, type Report, SoakChild } from './soak-child.ts';
import { admin, soakSeed, soakTeams } from './teams.ts';
import { begins, keysOf, type Moment, type Part, partsAfter, timeline } from './timeline.ts';

export interface SoakOptions {
  readonly database: Orders['database'];
  readonly teams: number;
  readonly weeks: number;
  readonly kills: number;
  /** How many processes share the database; more than one needs a server. */
  readonly processes: number;
  readonly seed: number;
}

export interface SoakResult {
  readonly figures: Readonly<Record<string, number>>;
  /** Everything that is not as it should be, in words. */
  readonly wrong: readonly string[];
}

const leaseMs = 61_000;
const mostWaits = 60;
const restMs = 350;
const mostStarts = 3;

/** Numerical Recipes' generator: the same kills in every run. */
function createChance(from: number): () => number {
  let state = from;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Weeks of several teams in minutes, with kills and faults all the way, and then everything is counted. */
export async function runSoak(options: SoakOptions): Promise<SoakResult> {
  const soak = new Soak(options);
  try {
    await soak.begin();
    await soak.live();
    return await soak.count();
  } finally {
    await soak.end();
  }
}

class Soak {
  readonly #options: SoakOptions;
  readonly #chance: () => number;
  readonly #defaults;
  readonly #teams;
  readonly #moments: Moment[];
  readonly #beganMs = performance.now();
  readonly #expected = new Set<string>();
  readonly #slots: SoakChild[] = [];
  /** What each process has done before it was killed, as far as it was asked in time. */
  readonly #done: { sent: number; due: number; reconciled: number }[] = [];
  readonly #latest: (Progress | undefined)[] = [];
  #workspace: ChildProcess | undefined;
  #folder = '';
  #url = '';
  #orders: Omit<Orders, 'aheadMs'> | undefined;
  #aheadMs = begins.getTime() - Date.now();
  #passedMs = begins.getTime();
  #kills = 0;
  #faults = 0;
  #lostClicks = 0;
  #failedStarts = 0;
  #crew = new Crew(<T>(method: string, to: string, body?: unknown) => this.#control<T>(method, to, body));
  #logs = '';

  constructor(options: SoakOptions) {
    const loaded = loadPlaybook('playbook');
    if (loaded.kind !== 'ok') throw new Error('the shipped playbook is not valid');
    this.#options = options;
    this.#defaults = loaded.playbook.rhythm;
    this.#chance = createChance(options.seed);
    this.#teams = soakTeams(options.teams, this.#defaults);
    this.#moments = timeline(this.#teams, options.weeks, this.#defaults, this.#chance);
  }

  async begin(): Promise<void> {
    const { apiUrl, tokens } = await this.#startWorkspace();
    this.#orders = { database: this.#options.database, apiUrl, tokens };
    await this.#moveTo(begins.getTime());
    for (let slot = 0; slot < this.#options.processes; slot += 1) {
      this.#done.push({ sent: 0, due: 0, reconciled: 0 });
      const child = this.#start();
      await child.ready;
      this.#slots.push(child);
    }
    const details = this.#teams.map((team) => team.details);
    await this.#alive().ask({ do: 'teams', admin, details });
    await this.#settle();
  }

  /** Goes from instant to instant, and lets people answer after each. */
  async live(): Promise<void> {
    const instants = [...new Set(this.#moments.map(({ at }) => at.getTime()))];
    for (const [index, at] of instants.entries()) {
      const due = this.#moments.filter((moment) => moment.at.getTime() === at);
      // The kills are spread over the steps; most steps have two places for one, the last one takes what is left.
      const left = (this.#options.kills - this.#kills) / (instants.length - index);
      const share = index === instants.length - 1 ? left : 0.6 * left;
      await this.#maybeFault();
      const coming = this.#moveTo(Math.max(at + 20, this.#nowMs()));
      await Promise.all([coming, this.#kill(share)]);
      await this.#settle();
      await this.#letAnswer(due, share);
    }
    await this.#control('DELETE', 'faults');
    await this.#settle();
  }

  async count(): Promise<SoakResult> {
    await Promise.all(this.#slots.map((_child, slot) => this.#untilUp(slot)));
    const report = await this.#alive().ask<Report>({ do: 'report' });
    const rss = await this.#alive().ask<number>({ do: 'memory' });
    const posted = await this.#everythingPosted(report);
    const wrong = this.#judge(report, posted);
    await this.#look();
    this.#slots.forEach((_child, slot) => {
      this.#bank(slot);
    });
    const sum = (of: 'sent' | 'due' | 'reconciled') => this.#done.reduce((all, one) => all + one[of], 0);
    const total = sum('sent');
    const shares = Object.fromEntries(
      this.#done.map(({ sent }, slot) => [
        `share of process ${slot + 1}, %`,
        Math.round((100 * sent) / total),
      ]),
    );
    return {
      wrong,
      figures: {
        kills: this.#kills,
        'starts that Slack did not answer': this.#failedStarts,
        faults: this.#faults,
        'prompts, nudges, snapshots expected': this.#expected.size,
        'messages in Slack': posted.length,
        'found by looking': sum('reconciled'),
        answers: report.cycles.reduce((all, { answers }) => all + answers.length, 0),
        'answers Slack failed, tried again': this.#crew.failures,
        'clicks acknowledged without effect': this.#lostClicks,
        'audit events': report.audit.count,
        'memory at the end, MB': Math.round(rss / 2 ** 20),
        'duration, s': Math.round((performance.now() - this.#beganMs) / 1000),
        ...(this.#options.processes > 1 ? shares : {}),
        wrong: wrong.length,
      },
    };
  }

  async end(): Promise<void> {
    await Promise.all(this.#slots.map((child) => (child.isUp ? child.stop() : child.kill())));
    this.#workspace?.kill('SIGTERM');
    if (this.#workspace !== undefined && this.#workspace.exitCode === null)
      await once(this.#workspace, 'exit');
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #startWorkspace(): Promise<{ apiUrl: string; tokens: { bot: string; app: string } }> {
    this.#folder = await mkdtemp(path.join(os.tmpdir(), 'pacekeeper-soak-'));
    const seed = path.join(this.#folder, 'seed.json');
    await writeFile(seed, JSON.stringify(soakSeed(this.#teams)));
    const program = fileURLToPath(new URL('../../sandbox/main.ts', import.meta.url));
    const options = ['--port', '0', '--manifest', 'manifest.yml', '--seed', seed, '--rate-limits', 'off'];
    const workspace = spawn(process.execPath, [program, ...options], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#workspace = workspace;
    const [line] = await once(createInterface(workspace.stdout), 'line');
    const ready = JSON.parse(String(line)) as {
      url: string;
      apiUrl: string;
      tokens: { bot: string; app: string };
    };
    this.#url = ready.url;
    return ready;
  }

  async #control<T>(method: string, to: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.#url}/control/${to}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as T;
    if (!response.ok) throw new Error(`${method} /control/${to}: ${JSON.stringify(answer)}`);
    return answer;
  }

  #start(): SoakChild {
    if (this.#orders === undefined) throw new Error('there is no workspace yet');
    return new SoakChild({ ...this.#orders, aheadMs: this.#aheadMs });
  }

  #nowMs(): number {
    return Date.now() + this.#aheadMs;
  }

  #alive(): SoakChild {
    const child = this.#slots.find(({ isUp }) => isUp);
    if (child === undefined) throw new Error('no process is alive');
    return child;
  }

  /** Slack's clock and that of every process; what nudges are due follows from what is confirmed now. */
  async #moveTo(atMs: number): Promise<void> {
    for (const moment of this.#moments) {
      const at = moment.at.getTime();
      if (at > this.#passedMs && at <= atMs) for (const key of keysOf(moment)) this.#expected.add(key);
    }
    this.#passedMs = Math.max(this.#passedMs, atMs);
    this.#aheadMs = atMs - Date.now();
    await this.#control('POST', 'clock', { to: new Date(atMs).toISOString() });
    const told = { do: 'time', aheadMs: this.#aheadMs } as const;
    // Whoever is still starting hears it as the first thing.
    await Promise.all(
      this.#slots.map((child) => {
        const heard = child.ask(told).catch(() => undefined);
        return child.isUp ? heard : undefined;
      }),
    );
  }

  /** Kills as often as this share says on average, each time at a random moment of what is going on. */
  async #kill(share: number): Promise<void> {
    const times = Math.floor(share) + (this.#chance() < share % 1 ? 1 : 0);
    for (let time = 0; time < times; time += 1) {
      const slot = Math.floor(this.#chance() * this.#slots.length);
      await sleep(this.#chance() * 500);
      await this.#restart(slot);
    }
  }

  async #restart(slot: number): Promise<void> {
    const before = this.#slots[slot];
    if (before === undefined) return;
    const progress = before.ask<Progress>({ do: 'progress' }).catch(() => undefined);
    await before.kill();
    this.#latest[slot] = (await progress) ?? this.#latest[slot];
    this.#bank(slot);
    this.#logs = (this.#logs + before.said).slice(-10_000);
    this.#kills += 1;
    let child = this.#start();
    // Now and then it does not even get to its start.
    if (this.#chance() < 0.1) {
      await sleep(this.#chance() * 1_200);
      await child.kill();
      this.#kills += 1;
      child = this.#start();
    }
    this.#slots[slot] = child;
    child.ask({ do: 'time', aheadMs: this.#aheadMs }).catch(() => undefined);
    // The others go on with the work meanwhile.
    if (!this.#slots.some(({ isUp }) => isUp)) await this.#untilUp(slot);
  }

  /** A start that Slack does not answer in time ends with an error; whoever runs it starts it again, and so do we. */
  async #untilUp(slot: number): Promise<void> {
    for (let time = 0; time < mostStarts; time += 1) {
      const isUp = await this.#slots[slot]?.ready.then(
        () => true,
        () => false,
      );
      if (isUp === true) return;
      this.#failedStarts += 1;
      this.#slots[slot] = this.#start();
    }
    throw new Error(`it does not start: ${this.#slots[slot]?.said}`);
  }

  #bank(slot: number): void {
    const [done, latest] = [this.#done[slot], this.#latest[slot]];
    if (done === undefined || latest === undefined) return;
    done.sent += latest.sent;
    done.due += latest.dueHandled;
    done.reconciled += latest.reconciled;
    this.#latest[slot] = undefined;
  }

  async #look(): Promise<Progress> {
    const all = await Promise.all(
      this.#slots.map(async (child, slot) => {
        if (!child.isUp) return undefined;
        const progress = await child.ask<Progress>({ do: 'progress' });
        this.#latest[slot] = progress;
        return progress;
      }),
    );
    const first = all.find((progress) => progress !== undefined);
    if (first === undefined) throw new Error('no process is alive');
    return first;
  }

  /** Until everything that is due is out. What waits for the end of a lease, or for another try, gets its minute. */
  async #settle(): Promise<void> {
    let mark = '';
    let sinceMs = performance.now();
    for (let waits = 0; ; ) {
      const progress = await this.#look();
      if (progress.ready === 0 && progress.open === 0) return;
      const now = `${progress.ready} ${progress.mark}`;
      if (now !== mark) sinceMs = performance.now();
      mark = now;
      if (performance.now() - sinceMs > restMs) {
        waits += 1;
        if (waits > mostWaits) throw new Error(`it does not come to rest: ${mark}\n${this.#alive().said}`);
        await this.#moveTo(this.#nowMs() + leaseMs);
        sinceMs = performance.now();
      }
      await sleep(20);
    }
  }

  async #letAnswer(due: readonly Moment[], share: number): Promise<void> {
    const todo = due.flatMap((moment) =>
      moment.until.getTime() - this.#nowMs() < 5 * 60_000
        ? []
        : partsAfter(moment).map((part) => ({ part, teamWeek: moment.teamWeek })),
    );
    if (todo.length === 0) return;
    const forms = todo.filter(({ part }) => part !== 'approval');
    await Promise.all([...forms.map((one) => this.#answer(one)), this.#kill(share)]);
    await this.#settle();
    let approvals = todo.filter(
      ({ part, teamWeek }) => part === 'approval' && teamWeek.confirmed.has('focus'),
    );
    for (let time = 0; approvals.length > 0 && time < 5; time += 1) {
      await Promise.all([
        ...approvals.map(({ teamWeek }) => this.#crew.approves(teamWeek)),
        this.#kill(time === 0 ? share / 2 : 0),
      ]);
      await this.#settle();
      // A click is acknowledged first and carried out then, so that a kill in between leaves nothing but the button.
      await Promise.all(
        approvals.map(async ({ teamWeek }) => {
          if (await this.#crew.seesFrozen(teamWeek)) teamWeek.confirmed.add('approval');
        }),
      );
      approvals = approvals.filter(({ teamWeek }) => !teamWeek.confirmed.has('approval'));
      this.#lostClicks += approvals.length;
      await this.#settle();
    }
    if (approvals.length > 0) throw new Error('an approval was never taken');
  }

  async #answer({ part, teamWeek }: { part: Part; teamWeek: Moment['teamWeek'] }): Promise<void> {
    await sleep(this.#chance() * 300);
    if (part === 'focus') await this.#crew.setsFocus(teamWeek);
    if (part === 'change') await this.#crew.proposesChange(teamWeek);
    if (part === 'checkpoint') await this.#crew.reportsStatus(teamWeek);
    if (part === 'review') await this.#crew.publishesReview(teamWeek);
    teamWeek.confirmed.add(part);
  }

  /** Something goes wrong in one step of three. */
  async #maybeFault(): Promise<void> {
    if (this.#chance() > 0.35) return;
    const pick = <T>(from: readonly [T, ...T[]]): T =>
      from[Math.floor(this.#chance() * from.length)] ?? from[0];
    const method = pick(['chat.postMessage', 'chat.postMessage', 'chat.update', 'conversations.open']);
    const times = 1 + Math.floor(this.#chance() * 3);
    // The app waits a quarter of a minute for an answer, so that there are few of these.
    const isSilence = this.#chance() < 0.02;
    const silence = { kind: pick(['timeout_before', 'timeout_after']), method: 'chat.postMessage', times: 1 };
    const fault = pick<object>([
      { kind: '429', method, times: times + 3, retryAfterSeconds: 1 },
      { kind: '500_before', method, times },
      { kind: '500_after', method, times },
      { kind: 'slow', method, times, delayMs: 700 },
      { kind: 'error', method, times, error: pick(['fatal_error', 'internal_error', 'service_unavailable']) },
      { kind: '500_before', method: 'conversations.history', times: 1 },
      { kind: '500_before', method: 'views.open', times: 1 },
      { kind: 'drop_sockets' },
      { kind: 'disconnect', reason: pick(['warning', 'refresh_requested', 'link_disabled']) },
      { kind: 'duplicate_next', times },
      { kind: 'delay_next', delayMs: pick([400, 2_000]) },
      { kind: 'app_rate_limited' },
    ]);
    this.#faults += 1;
    await this.#control('POST', 'faults', isSilence ? silence : fault);
  }

  /** What the app has posted anywhere, by the delivery id in its metadata; asked of Slack as any app would. */
  async #everythingPosted({ deliveries }: Report): Promise<{ id: string; text: string }[]> {
    const channels = new Set(deliveries.flatMap(({ postedIn }) => postedIn ?? []));
    for (const { channel } of this.#teams) channels.add(channel);
    const found: { id: string; text: string }[] = [];
    const note = (messages: readonly SlackMessage[]) => {
      for (const { text, metadata } of messages)
        found.push({ id: metadata?.event_payload.delivery_id ?? '', text });
    };
    for (const channel of channels) {
      const messages = await this.#history('conversations.history', { channel });
      note(messages);
      for (const { ts, reply_count: replies } of messages) {
        if (replies === undefined) continue;
        note((await this.#history('conversations.replies', { channel, ts })).filter((one) => one.ts !== ts));
      }
    }
    return found;
  }

  async #history(method: string, parameters: Record<string, string>): Promise<SlackMessage[]> {
    const response = await fetch(`${this.#orders?.apiUrl}${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#orders?.tokens.bot}` },
      body: new URLSearchParams({ ...parameters, include_all_metadata: 'true', limit: '999' }),
    });
    const answer = (await response.json()) as {
      ok: boolean;
      error?: string;
      messages?: SlackMessage[];
      has_more?: boolean;
    };
    if (!answer.ok || answer.has_more === true)
      throw new Error(`${method}: ${answer.error ?? 'more than one page'}`);
    return answer.messages ?? [];
  }

  #judge(report: Report, posted: readonly { id: string; text: string }[]): string[] {
    const wrong: string[] = [];
    const byId = new Map(report.deliveries.map((one) => [one.id, one]));
    const seen = new Map<string, number>();
    for (const { id, text } of posted) {
      const known = byId.get(id);
      if (known === undefined) wrong.push(`a message in Slack that nobody knows: ${text}`);
      else if (known.payload.text !== text) wrong.push(`${known.key} is not up to date in Slack`);
      seen.set(id, (seen.get(id) ?? 0) + 1);
    }
    const cycles = new Map(report.cycles.map((one) => [one.id, one]));
    const inSlack = new Map<string, number>();
    for (const { id, key, state, error } of report.deliveries) {
      const times = seen.get(id) ?? 0;
      if (times !== 1) wrong.push(`${key} is in Slack ${times} times (${state}, ${error})`);
      if (state !== 'sent') wrong.push(`${key} is ${state}: ${error}`);
      const [kind = '', cycleId = '', ...rest] = key.split(':');
      const cycle = cycles.get(cycleId);
      if (cycle === undefined || !['prompt', 'nudge', 'snapshot'].includes(kind)) continue;
      const name = [cycle.team, cycle.week, kind, ...rest].join('|');
      inSlack.set(name, (inSlack.get(name) ?? 0) + times);
    }
    for (const key of this.#expected) if (!inSlack.has(key)) wrong.push(`${key} is not in Slack`);
    for (const key of inSlack.keys())
      if (!this.#expected.has(key)) wrong.push(`${key} should not be in Slack`);
    wrong.push(...this.#judgeCycles(report));
    if (!report.audit.ok) wrong.push(...report.audit.problems);
    wrong.push(...report.deadDue, ...report.deadEvents, ...report.lateDue.map((key) => `${key} is overdue`));
    return wrong;
  }

  #judgeCycles(report: Report): string[] {
    const wrong: string[] = [];
    for (const { teamWeek, what } of this.#moments) {
      if (what !== 'snapshot') continue;
      const { team, week, confirmed } = teamWeek;
      const { name } = team.details;
      const cycle = report.cycles.find((one) => one.team === name && one.week === week);
      if (cycle?.state !== 'closed') wrong.push(`${name} ${week} is ${cycle?.state}`);
      for (const part of ['focus', 'change', 'checkpoint', 'review'] as const) {
        const answers = cycle?.answers.filter(({ kind }) => kind === part) ?? [];
        const wanted = confirmed.has(part) ? 1 : 0;
        if (answers.length !== wanted)
          wrong.push(`${name} ${week} ${part}: ${answers.length} instead of ${wanted}`);
        for (const { content } of answers) {
          if (!JSON.stringify(content).includes(`of ${name} in ${week}`))
            wrong.push(`${name} ${week} ${part} is another's`);
        }
      }
      if (confirmed.has('approval') !== (cycle?.focusState === 'approved'))
        wrong.push(`${name} ${week} approval`);
    }
    return wrong;
  }
}

interface SlackMessage {
  readonly ts: string;
  readonly text: string;
  readonly reply_count?: number;
  readonly metadata?: { readonly event_payload: { readonly delivery_id: string } };
}

/** A small table for the screen. */
export function tableOf(title: string, figures: Readonly<Record<string, number>>): string {
  const rows = Object.entries(figures).map(
    ([name, value]) => `  ${name.padEnd(40)} ${String(value).padStart(8)}`,
  );
  return `\n${title}\n${rows.join('\n')}\n`;
}
