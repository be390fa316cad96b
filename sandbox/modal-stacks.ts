import { type JsonObject, textOf } from './json.ts';

/** Slack: at most three views on a stack. */
export const MAX_STACK = 3;

/** A modal as one person has it in front of them. */
export interface OpenView {
  person: string;
  id: string;
  /** Slack's view JSON without `state`. */
  view: JsonObject;
  status: 'open' | 'working';
  /** Texts under input blocks, by block_id. */
  errors: { [blockId: string]: string };
  /** What Slack's client says when something went wrong. */
  notice?: string;
}

/**
 * Each person's stack of modals. In memory only: Slack keeps open modals in the person's client, so
 * they do not outlive it.
 */
export class ModalStacks {
  #stacks = new Map<string, OpenView[]>();

  /** Bottom first. */
  of(person: string): readonly OpenView[] {
    return this.#stacks.get(person) ?? [];
  }

  find(viewId: string): OpenView | undefined {
    return this.#all().find((open) => open.id === viewId);
  }

  findByExternalId(externalId: string): OpenView | undefined {
    return this.#all().find((open) => textOf(open.view, 'external_id') === externalId);
  }

  push(open: OpenView): void {
    this.#stacks.set(open.person, [...this.of(open.person), open]);
  }

  /** Takes the view and whatever lies on top of it away; returns what was taken, top first. */
  remove(open: OpenView): OpenView[] {
    const stack = this.of(open.person);
    const index = stack.indexOf(open);
    if (index < 0) return [];
    this.#stacks.set(open.person, stack.slice(0, index));
    return stack.slice(index).reverse();
  }

  /** Empties a person's stack; returns what was on it, top first. */
  clear(person: string): OpenView[] {
    const stack = this.of(person);
    this.#stacks.delete(person);
    return [...stack].reverse();
  }

  reset(): void {
    this.#stacks.clear();
  }

  #all(): OpenView[] {
    return [...this.#stacks.values()].flat();
  }
}
