import { setTimeout as sleep } from 'node:timers/promises';

type Value = string | readonly string[] | number | null;
interface Element {
  type: string;
  action_id?: string;
  text?: { text: string };
  options?: { text: { text: string }; value: string }[];
}
interface Block {
  type: string;
  block_id: string;
  label?: { text: string };
  element?: Element;
  elements?: Element[];
  accessory?: Element;
}
export interface SlackMessage {
  ts: string;
  text: string;
  blocks?: Block[];
  thread_ts?: string;
  ephemeral?: true;
}
interface View {
  id: string;
  type: string;
  title: { text: string };
  blocks: Block[];
  errors?: Record<string, string>;
  notice?: string;
}

/** What a person needs of their workplace. */
export interface Surroundings {
  channel(name: string): string;
  settle(): Promise<void>;
  control<T = Record<string, unknown>>(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<T>;
}

const patienceMs = 5_000;

/** Somebody at the workplace: reads, clicks and fills in forms as a person does, by the words on the screen. */
export class Person {
  readonly id: string;
  readonly name: string;
  readonly #workplace: Surroundings;

  constructor(workplace: Surroundings, id: string, name: string) {
    this.#workplace = workplace;
    this.id = id;
    this.name = name;
  }

  async types(command: string, channel = '#general'): Promise<void> {
    const [name = '', ...rest] = command.split(' ');
    const where = channel === '#general' ? await this.#directChannel() : this.#workplace.channel(channel);
    await this.#act('command', { channel: where, command: name, text: rest.join(' ') });
  }

  async says(text: string): Promise<void> {
    await this.#act('message', { channel: await this.#directChannel(), text });
    await this.#workplace.settle();
  }

  /** The messages of a channel, or of the direct conversation with the app; oldest first. */
  async reads(channel: string, thread?: SlackMessage): Promise<SlackMessage[]> {
    const id = channel === 'DM' ? await this.#directChannel() : this.#workplace.channel(channel);
    const query = new URLSearchParams({
      channel: id,
      as: this.id,
      ...(thread === undefined ? {} : { thread: thread.ts }),
    });
    const { messages } = await this.#workplace.control<{ messages: SlackMessage[] }>(
      'GET',
      `messages?${query}`,
    );
    return messages;
  }

  /** The newest message that says this; waits for it. */
  async sees(channel: string, words: string | RegExp): Promise<SlackMessage> {
    return this.#eventually(`${this.name} sees ${words} in ${channel}`, async () => {
      const messages = await this.reads(channel);
      return messages.findLast((message) => says(message, words));
    });
  }

  async clicks(label: string, { in: channel, on }: { in: string; on?: string | RegExp }): Promise<void> {
    const id = channel === 'DM' ? await this.#directChannel() : this.#workplace.channel(channel);
    const found = await this.#eventually(`${this.name} finds a button "${label}" in ${channel}`, async () => {
      const threads = (await this.reads(channel)).toReversed();
      for (const message of threads) {
        const replies = message.ephemeral === true ? [] : await this.reads(channel, message);
        for (const candidate of [message, ...replies]) {
          if (on !== undefined && !says(candidate, on)) continue;
          const button = findButton(candidate.blocks ?? [], label);
          if (button !== undefined) return { ...button, ts: candidate.ts };
        }
      }
      return undefined;
    });
    await this.#act('click', { channel: id, ...found });
    await this.#workplace.settle();
  }

  async clicksAtHome(label: string): Promise<void> {
    const view = await this.home();
    const button = findButton(view.blocks, label);
    if (button === undefined) throw new Error(`there is no "${label}" on ${this.name}'s Home`);
    await this.#act('click', { view: view.id, ...button });
    await this.#workplace.settle();
  }

  async clicksInForm(label: string): Promise<void> {
    const form = await this.form();
    const button = findButton(form.blocks, label);
    if (button === undefined) throw new Error(`there is no "${label}" in "${form.title.text}"`);
    await this.#act('click', { view: form.id, ...button });
    await this.#workplace.settle();
  }

  /** The form on top; waits for it. */
  async form(title?: string): Promise<View> {
    return this.#eventually(`${this.name} has the form ${title ?? ''} open`, async () => {
      const { stack } = await this.#workplace.control<{ stack: View[] }>('GET', `views?as=${this.id}`);
      const top = stack.at(-1);
      return title === undefined || top?.title.text === title ? top : undefined;
    });
  }

  async hasNoForm(): Promise<boolean> {
    const { stack } = await this.#workplace.control<{ stack: View[] }>('GET', `views?as=${this.id}`);
    return stack.length === 0;
  }

  /** Fills in by label; choices by the words that are shown. */
  async fills(answers: Readonly<Record<string, Value>>): Promise<void> {
    const form = await this.form();
    const values: Record<string, Record<string, Value>> = {};
    for (const [label, value] of Object.entries(answers)) {
      const block = form.blocks.find((one) => one.label?.text === label);
      if (block?.element?.action_id === undefined) {
        const labels = form.blocks.flatMap((one) => one.label?.text ?? []);
        throw new Error(`"${form.title.text}" has no field "${label}", only ${labels.join(' | ')}`);
      }
      values[block.block_id] = { [block.element.action_id]: toValue(block.element, value) };
    }
    await this.#act('fill', { view: form.id, values });
  }

  /** @returns what became of the form, and the errors by label. */
  async submits(): Promise<{ outcome: string; errors: Record<string, string>; notice?: string }> {
    const form = await this.form();
    const answer = await this.#act<{ outcome: string; errors?: Record<string, string>; notice?: string }>(
      'submit',
      {
        view: form.id,
      },
    );
    await this.#workplace.settle();
    const errors = Object.fromEntries(
      Object.entries(answer.errors ?? {}).map(([id, text]) => [
        form.blocks.find((block) => block.block_id === id)?.label?.text ?? id,
        text,
      ]),
    );
    return { ...answer, errors };
  }

  async fillsAndSubmits(
    answers: Readonly<Record<string, Value>>,
  ): Promise<{ outcome: string; errors: Record<string, string> }> {
    await this.fills(answers);
    return this.submits();
  }

  async closes(): Promise<void> {
    await this.#act('close', { view: (await this.form()).id });
  }

  async opensHome(): Promise<View> {
    await this.#act('home', {});
    return this.home();
  }

  async home(): Promise<View> {
    return this.#eventually(`${this.name} has a Home`, async () => {
      const { view } = await this.#workplace.control<{ view: View | null }>('GET', `home?as=${this.id}`);
      return view ?? undefined;
    });
  }

  async #directChannel(): Promise<string> {
    const { conversations } = await this.#workplace.control<{
      conversations: { id: string; kind: string }[];
    }>('GET', `conversations?as=${this.id}`);
    const direct = conversations.find(({ kind }) => kind === 'im');
    if (direct === undefined) throw new Error(`${this.name} has no conversation with the app`);
    return direct.id;
  }

  #act<T>(what: string, body: object): Promise<T> {
    return this.#workplace.control<T>('POST', `act/${what}`, { as: this.id, ...body });
  }

  /** What the outbox sends arrives a moment later; nothing is waited for longer than five seconds. */
  async #eventually<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
    const untilMs = performance.now() + patienceMs;
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      if (performance.now() > untilMs) throw new Error(`never happened: ${what}`);
      await sleep(20);
    }
  }
}

function says(message: SlackMessage, words: string | RegExp): boolean {
  const all = `${message.text}\n${JSON.stringify(message.blocks ?? [])}`;
  return typeof words === 'string' ? all.includes(words) : words.test(all);
}

function findButton(
  blocks: readonly Block[],
  label: string,
): { block_id: string; action_id: string } | undefined {
  for (const block of blocks) {
    for (const element of [
      ...(block.elements ?? []),
      ...(block.accessory === undefined ? [] : [block.accessory]),
    ]) {
      if (element.type === 'button' && element.text?.text === label && element.action_id !== undefined) {
        return { block_id: block.block_id, action_id: element.action_id };
      }
    }
  }
  return undefined;
}

function toValue(element: Element, value: Value): Value {
  const byWords = (words: string) =>
    element.options?.find((option) => option.text.text === words)?.value ?? words;
  if (typeof value === 'string') return byWords(value);
  return Array.isArray(value) ? value.map(byWords) : value;
}
