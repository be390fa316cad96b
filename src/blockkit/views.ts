import { blockList } from './blocks.ts';
import { boolean, byType, type Check, object, oneOf, outside, type Rule, required, string } from './check.ts';
import { pointerTo } from './json.ts';
import { limits } from './limits.ts';
import { plainText } from './text-objects.ts';

/** Modals and home tabs. */

const common = {
  blocks: required(blockList),
  private_metadata: string(limits.view.privateMetadata),
  callback_id: string(limits.view.callbackId),
  external_id: string(limits.view.externalId),
};

/** Slack measures the view as JSON; we count its UTF-8 bytes and read 250 KB as 250,000. */
const jsonSize: Rule = (value, at, { report }) => {
  const wrong = outside(Buffer.byteLength(JSON.stringify(value)), limits.view.jsonBytes, 'byte');
  if (wrong) report(at, `A view must have ${wrong}, written as JSON.`);
};

const submitForInput: Rule = (value, at, { report, found }) => {
  if (value['submit'] === undefined && found.input.length > 0) {
    report(pointerTo(at, 'submit'), 'Missing: a modal with an input block needs "submit".');
  }
};

const views: Readonly<Record<string, Check>> = {
  modal: object(
    'a modal',
    {
      type: oneOf('modal'),
      title: required(plainText(limits.view.title)),
      submit: plainText(limits.view.submit),
      close: plainText(limits.view.close),
      clear_on_close: boolean,
      notify_on_close: boolean,
      ...common,
    },
    submitForInput,
    jsonSize,
  ),
  home: object('a home view', { type: oneOf('home'), ...common }, jsonSize),
};

/** A view of the inspection's surface. */
export const view: Check = (value, at, inspection) =>
  byType('view', () => views, [inspection.surface])(value, at, inspection);
