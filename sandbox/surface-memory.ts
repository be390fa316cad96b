import type { JsonObject } from './json.ts';
import { type ElementStates, statesOf } from './view-state.ts';

/**
 * What people have typed and picked so far, and which options the app has offered them, per surface: a
 * view's id, or a message as one person sees it. In memory only: Slack's clients hold it too, not its
 * servers, and it is gone when the client restarts.
 */
export class SurfaceMemory {
  #surfaces = new Map<string, { states: ElementStates; offered: Map<string, JsonObject[]> }>();

  /** The key of a message as one person sees it. */
  static messageKey(channel: string, ts: string, person: string): string {
    return `${channel}/${ts}/${person}`;
  }

  /** The present state of a surface that shows `blocks`; what no longer fits them is forgotten. */
  states(key: string, blocks: unknown): ElementStates {
    const surface = this.#surface(key);
    surface.states = statesOf(blocks, surface.states);
    return surface.states;
  }

  set(key: string, blockId: string, actionId: string, state: JsonObject): void {
    const { states } = this.#surface(key);
    states[blockId] = { ...states[blockId], [actionId]: state };
  }

  /** Options the app has offered for an external select. All of them stay choosable, as earlier picks must. */
  offer(key: string, blockId: string, actionId: string, options: JsonObject[]): void {
    const { offered } = this.#surface(key);
    const element = `${blockId}/${actionId}`;
    offered.set(element, [...options, ...(offered.get(element) ?? [])].slice(0, 500));
  }

  offered(key: string, blockId: string, actionId: string): JsonObject[] {
    return this.#surfaces.get(key)?.offered.get(`${blockId}/${actionId}`) ?? [];
  }

  forget(key: string): void {
    this.#surfaces.delete(key);
  }

  clear(): void {
    this.#surfaces.clear();
  }

  #surface(key: string): { states: ElementStates; offered: Map<string, JsonObject[]> } {
    let surface = this.#surfaces.get(key);
    if (!surface) {
      surface = { states: {}, offered: new Map() };
      this.#surfaces.set(key, surface);
    }
    return surface;
  }
}
