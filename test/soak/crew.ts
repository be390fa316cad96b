import { setTimeout as sleep } from 'node:timers/promises';
import { Person } from '../support/person.ts';
import type { TeamWeek } from './timeline.ts';

type Control = <T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown) => Promise<T>;

interface Form {
  readonly id: string;
  readonly title: { readonly text: string };
  readonly blocks: readonly { readonly label?: { readonly text: string } }[];
}

const patienceMs = 60_000;

/** People who fill in forms, see an error where the app is down, and try again. */
export class Crew {
  /** How often Slack has told somebody that the app did not answer. */
  failures = 0;
  readonly #control: Control;

  constructor(control: Control) {
    this.#control = control;
  }

  person(id: string): Person {
    return new Person(
      {
        channel: (name) => name,
        settle: async () => undefined,
        control: async <T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown) => {
          const answer = await this.#control<T & { acked?: boolean; outcome?: string }>(method, path, body);
          if (answer.acked === false || answer.outcome === 'no_answer') this.failures += 1;
          return answer;
        },
      },
      id,
      id,
    );
  }

  /** Sets the focus. Resolves when Slack has closed the form, which is the app's word that it is stored. */
  setsFocus({ team, week }: TeamWeek): Promise<void> {
    return this.#answers(team.details.people.operationsLead, team.channel, /^(Set|Edit) the focus$/, {
      'What is this week about?': `Focus of ${team.details.name} in ${week}`,
    });
  }

  proposesChange({ team, week }: TeamWeek): Promise<void> {
    return this.#answers(
      team.details.people.workflowOwners[0] ?? '',
      team.channel,
      /^(Propose a|Edit the) change$/,
      {
        'What do we change?': `Change of ${team.details.name} in ${week}`,
        'What do we expect from it?': 'Less of it',
        'How do we back out?': 'Switch it off',
      },
    );
  }

  reportsStatus({ team, week }: TeamWeek): Promise<void> {
    return this.#answers(
      team.details.people.operationsLead,
      team.channel,
      /^(Say where we are|Update status)$/,
      {
        'Status against the focus': 'at risk',
        'What is behind it?': `Status of ${team.details.name} in ${week}`,
      },
    );
  }

  publishesReview({ team, week }: TeamWeek): Promise<void> {
    return this.#answers(team.details.people.operationsLead, team.channel, /^(Fill in|Edit) the review$/, {
      'Response speed: Hours to first answer': '2.5',
      'Response speed: Requests answered': '140',
      'Completion rate: Completed': '58',
      'Completion rate: Started': '62',
      'What did we learn?': 'It holds',
      Decision: 'No change, because …',
      'What is decided, or why does nothing change?': `Decision of ${team.details.name} in ${week}`,
    });
  }

  /** Presses Approve; whether it took is to be read in the message. */
  async approves({ team }: TeamWeek): Promise<void> {
    const approver = this.person(team.details.people.approver);
    // The click before may have taken after all: then there is no button any more.
    await this.#clicksNewest(approver, team.channel, /^Approve$/);
  }

  /** Whether the message says so soon after the click. */
  async seesFrozen({ team, week }: TeamWeek): Promise<boolean> {
    const approver = this.person(team.details.people.approver);
    const title = `Week ${Number(week.slice(6))} ·`;
    const untilMs = performance.now() + 2_000;
    while (performance.now() < untilMs) {
      const said = await approver.reads(team.channel);
      if (said.some(({ text }) => text.startsWith(title) && text.includes('Frozen: the review'))) return true;
      await sleep(50);
    }
    return false;
  }

  async #answers(
    who: string,
    channel: string,
    button: RegExp,
    values: Readonly<Record<string, string>>,
  ): Promise<void> {
    const person = this.person(who);
    const untilMs = performance.now() + patienceMs;
    let last = 'nothing';
    while (performance.now() < untilMs) {
      try {
        const form = await this.#formOf(who);
        if (form === undefined) {
          if (await this.#clicksNewest(person, channel, button)) await this.#waitForForm(who);
          else last = `there is no button "${button.source}"`;
          continue;
        }
        const labels = form.blocks.flatMap(({ label }) => label?.text ?? []);
        const here = Object.fromEntries(Object.entries(values).filter(([label]) => labels.includes(label)));
        const isForm =
          labels.length > 0 || form.title.text === 'Is this right?' || form.title.text.startsWith('Review');
        if (!isForm) {
          await sleep(1_200);
          await this.#control('POST', 'act/close', { as: who, view: form.id, all: true });
          continue;
        }
        await person.fills(here);
        const { outcome, errors } = await person.submits();
        last = `${form.title.text}: ${outcome} ${JSON.stringify(errors)}`;
        if (outcome === 'no_answer') await sleep(200);
        else if ((outcome === 'closed' || outcome === 'cleared') && (await person.hasNoForm())) return;
      } catch (error) {
        // A form that changed under the fingers, or a button that is just being redrawn.
        last = String(error);
        await sleep(100);
      }
    }
    throw new Error(`${who} could not answer "${button.source}" in ${channel}: ${last}`);
  }

  async #formOf(who: string): Promise<Form | undefined> {
    const { stack } = await this.#control<{ stack: Form[] }>('GET', `views?as=${who}`);
    return stack.at(-1);
  }

  async #waitForForm(who: string): Promise<void> {
    const untilMs = performance.now() + 1_500;
    while (performance.now() < untilMs && (await this.#formOf(who)) === undefined) await sleep(25);
  }

  /** In the newest message that has the button; older weeks have one, too. @returns whether Slack could tell the app. */
  async #clicksNewest(person: Person, channel: string, label: RegExp): Promise<boolean> {
    const messages = (await person.reads(channel)).toReversed();
    for (const message of messages) {
      for (const { block_id, elements = [] } of message.blocks ?? []) {
        const found = elements.find(({ type, text }) => type === 'button' && label.test(text?.text ?? ''));
        if (found?.action_id === undefined) continue;
        const body = { as: person.id, channel, ts: message.ts, block_id, action_id: found.action_id };
        const { acked } = await this.#control<{ acked: boolean }>('POST', 'act/click', body);
        if (!acked) {
          this.failures += 1;
          await sleep(200);
        }
        return acked;
      }
    }
    await sleep(100);
    return false;
  }
}
