import type {
  Accessory,
  ActionsElement,
  Identified,
  ImageElement,
  InputElement,
  PlainText,
  RichTextBlock,
  TextObject,
} from './element-types.ts';

export type * from './element-types.ts';

/** The blocks, messages and views that we build; the validator knows more than these. */

export type SectionBlock = Identified & {
  readonly type: 'section';
  readonly accessory?: Accessory;
  readonly expand?: boolean;
} & (
    | { readonly text: TextObject; readonly fields?: readonly TextObject[] }
    | { readonly text?: never; readonly fields: readonly TextObject[] }
  );

export interface HeaderBlock extends Identified {
  readonly type: 'header';
  readonly text: PlainText;
}

export interface DividerBlock extends Identified {
  readonly type: 'divider';
}

export interface ContextBlock extends Identified {
  readonly type: 'context';
  readonly elements: readonly (TextObject | ImageElement)[];
}

export interface ActionsBlock extends Identified {
  readonly type: 'actions';
  readonly elements: readonly ActionsElement[];
}

export interface InputBlock extends Identified {
  readonly type: 'input';
  readonly label: PlainText;
  readonly element: InputElement;
  readonly hint?: PlainText;
  readonly optional?: boolean;
  readonly dispatch_action?: boolean;
}

export type ImageBlock = ImageElement & Identified & { readonly title?: PlainText };

export interface MarkdownBlock {
  readonly type: 'markdown';
  readonly text: string;
}

/** Modals only. */
export interface AlertBlock extends Identified {
  readonly type: 'alert';
  readonly text: TextObject;
  readonly level?: 'default' | 'info' | 'warning' | 'error' | 'success';
}

export type TableCell =
  | { readonly type: 'raw_text'; readonly text: string }
  | { readonly type: 'raw_number'; readonly value: number; readonly text: string }
  | RichTextBlock;

export interface TableBlock extends Identified {
  readonly type: 'table';
  readonly rows: readonly (readonly TableCell[])[];
  readonly column_settings?: readonly {
    readonly align?: 'left' | 'center' | 'right';
    readonly is_wrapped?: boolean;
  }[];
}

/** The first row is the header, and holds no rich text. */
export interface DataTableBlock extends Identified {
  readonly type: 'data_table';
  readonly caption: string;
  readonly rows: readonly (readonly TableCell[])[];
  readonly page_size?: number;
  readonly row_header_column_index?: number;
}

type AnywhereBlock =
  | SectionBlock
  | HeaderBlock
  | DividerBlock
  | ContextBlock
  | ActionsBlock
  | InputBlock
  | ImageBlock
  | RichTextBlock;

export type MessageBlock = AnywhereBlock | MarkdownBlock | TableBlock | DataTableBlock;
export type ModalBlock = AnywhereBlock | AlertBlock;
export type HomeBlock = AnywhereBlock | TableBlock | DataTableBlock;

/** Everybody in the workspace and every app can read this: ids only. */
export interface MessageMetadata {
  readonly event_type: string;
  readonly event_payload: Readonly<Record<string, string | number | boolean>>;
}

/** What a message says; `text` is what notifications and screen readers use. */
export interface MessagePayload {
  readonly text: string;
  readonly blocks?: readonly MessageBlock[];
  readonly attachments?: readonly { readonly color?: string; readonly blocks: readonly MessageBlock[] }[];
  readonly metadata?: MessageMetadata;
  readonly thread_ts?: string;
  readonly unfurl_links?: boolean;
  readonly unfurl_media?: boolean;
}

interface ViewFields {
  readonly private_metadata?: string;
  readonly callback_id?: string;
  readonly external_id?: string;
}

export interface ModalView extends ViewFields {
  readonly type: 'modal';
  readonly title: PlainText;
  readonly blocks: readonly ModalBlock[];
  readonly submit?: PlainText;
  readonly close?: PlainText;
  readonly clear_on_close?: boolean;
  readonly notify_on_close?: boolean;
}

export interface HomeView extends ViewFields {
  readonly type: 'home';
  readonly blocks: readonly HomeBlock[];
}
