import {
  atLeastOne,
  atMostOne,
  byType,
  type Check,
  distinct,
  list,
  nonEmpty,
  object,
  oneOf,
  required,
  string,
} from './check.ts';
import { button } from './elements.ts';
import { isObject, pointerTo } from './json.ts';
import { limits, slackIconNames } from './limits.ts';
import { richText } from './rich-text.ts';
import { anyText, blockId, imageElement } from './text-objects.ts';

/** Cards, carousels of cards, and the tasks of a plan. */

const image = byType('image', () => ({ image: imageElement }));

export const cardBlock = object(
  'a card',
  {
    type: oneOf('card'),
    block_id: blockId,
    hero_image: image,
    icon: image,
    slack_icon: object('a slack_icon', {
      type: required(oneOf('icon')),
      name: required(oneOf(...slackIconNames)),
    }),
    title: anyText(limits.card.title),
    subtitle: anyText(limits.card.subtitle),
    body: anyText(limits.card.body),
    subtext: anyText(limits.card.subtext),
    actions: list(button, limits.card.actions),
  },
  atLeastOne('hero_image', 'title', 'actions', 'body'),
  atMostOne('icon', 'slack_icon'),
  distinct('actions', 'action_id'),
);

export const carouselBlock = object('a carousel', {
  type: oneOf('carousel'),
  block_id: blockId,
  elements: required(
    list(
      byType('card', () => ({ card: cardBlock })),
      limits.carousel.elements,
    ),
  ),
});

const task = object('a task', {
  type: oneOf('task_card'),
  block_id: blockId,
  task_id: required(nonEmpty),
  title: required(nonEmpty),
  status: required(oneOf('pending', 'in_progress', 'complete', 'error')),
  details: richText,
  output: richText,
  sources: list(
    object('a source', {
      type: required(oneOf('url')),
      url: required(string(limits.urlSource.url)),
      text: required(nonEmpty),
    }),
  ),
});

/** A task outside a plan: it has started. */
export const taskCardBlock: Check = (value, at, inspection) => {
  task(value, at, inspection);
  if (isObject(value) && value['status'] === 'pending') {
    inspection.report(pointerTo(at, 'status'), 'A task card outside a plan cannot be "pending".');
  }
};

export const planBlock = object(
  'a plan',
  {
    type: oneOf('plan'),
    block_id: blockId,
    title: required(nonEmpty),
    tasks: required(list(task, limits.plan.tasks)),
  },
  distinct('tasks', 'task_id'),
);
