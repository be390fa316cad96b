import type { ModalView, Option } from '../blockkit/index.ts';

/**
 * What people do in Slack, as the slices see it: no Bolt in here. Each slice exports a table of routes; `router.ts` is
 * the one place that binds them to Bolt, acknowledges, checks who it is and turns errors into words.
 */

/** Somebody, doing something. */
export interface Interaction {
  readonly personId: string;
  /** Stable over re-deliveries of this very interaction: for `work.once`. */
  readonly onceKey: string;
}

/** Where a click happened. */
export interface Origin {
  readonly kind: 'message' | 'modal' | 'home';
  readonly channelId?: string;
  readonly messageTs?: string;
  readonly view?: OriginView;
}

export interface OriginView {
  readonly id: string;
  readonly hash: string;
  readonly callbackId: string;
  readonly privateMetadata: string;
  readonly values: FormValues;
}

export interface Click extends Interaction {
  readonly origin: Origin;
  /** The button's value, or the chosen option's. */
  readonly value: string | undefined;
  /** Opens a form (or stacks it on the one that was clicked in). Slow data shows a loading form first. */
  openForm(build: () => Promise<ModalView>): Promise<void>;
  /** Redraws the form that was clicked in; what is typed in unchanged inputs stays. */
  redrawForm(view: ModalView): Promise<void>;
  /** A note that only this person sees; shown as it is, without formatting. */
  tell(text: string): Promise<void>;
  /** Replaces the private message that was clicked in, like the answer to a command. */
  replaceMessage(message: { readonly text: string; readonly blocks?: readonly unknown[] }): Promise<void>;
}

export interface Command extends Interaction {
  readonly text: string;
  readonly channelId: string;
  openForm(build: () => Promise<ModalView>): Promise<void>;
  /** The answer, seen by this person only. */
  answer(message: { readonly text: string; readonly blocks?: readonly unknown[] }): Promise<void>;
}

export interface Submission extends Interaction {
  readonly viewId: string;
  readonly privateMetadata: string;
  readonly values: FormValues;
}

/** The values of a form, by block id; every input block has one element, so the action id is left out. */
export interface FormValues {
  /** Trimmed; '' when nothing was entered. */
  text(blockId: string): string;
  /** The chosen option's value, person, channel, date or time; undefined when nothing was chosen. */
  choice(blockId: string): string | undefined;
  choices(blockId: string): readonly string[];
  /** A date and time, as an instant. */
  instant(blockId: string): Date | undefined;
}

export type SubmissionAnswer =
  | { readonly kind: 'close' }
  /** Closes every form of the stack. */
  | { readonly kind: 'close_all' }
  /** By block id of an input of this form. Nothing was stored. */
  | { readonly kind: 'errors'; readonly errors: Readonly<Record<string, string>> }
  | { readonly kind: 'next'; readonly view: ModalView }
  | { readonly kind: 'on_top'; readonly view: ModalView };

export interface OptionsQuery extends Interaction {
  readonly query: string;
}

export type Route =
  | { readonly kind: 'click'; readonly id: string; handle(click: Click): Promise<void> }
  | {
      readonly kind: 'submit';
      readonly id: string;
      handle(submission: Submission): Promise<SubmissionAnswer>;
    }
  | { readonly kind: 'options'; readonly id: string; handle(query: OptionsQuery): Promise<readonly Option[]> }
  /** Open to guests too; what decides or stores checks for itself. */
  | { readonly kind: 'command'; readonly id: string; handle(command: Command): Promise<void> }
  | { readonly kind: 'event'; readonly id: string; handle(event: SlackEvent): Promise<void> };

export interface SlackEvent extends Interaction {
  /** Hostile until parsed. */
  readonly event: unknown;
}
