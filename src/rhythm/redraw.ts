import { z } from 'zod';
import type { MessagePayload } from '../blockkit/index.ts';
import { defineEvent, type Work } from '../kernel/index.ts';
import { findTeam, type Services } from '../org/index.ts';
import { postMessage, redrawMessage } from '../slack/index.ts';
import { type BoardRow, loadBoard } from './board.ts';
import { type Cycle, messageKeys } from './cycle.ts';
import { nudgesFor } from './needs.ts';
import { type PromptKind, promptKinds } from './schedule.ts';
import { openCyclesOf } from './store.ts';
import { carriedActionsMessage } from './views/carried-actions.ts';
import { checkpointMessage } from './views/checkpoint-message.ts';
import { focusMessage } from './views/focus-message.ts';
import { nudgeMessage, settledNudgeMessage } from './views/nudge-message.ts';
import { reviewMessage } from './views/review-message.ts';

/** Something of a cycle changed that people see. */
export const cycleChanged = defineEvent(
  'rhythm.cycle_changed',
  z.object({ cycleId: z.string(), teamId: z.string() }),
);

/** A prompt's message as it should look now. */
export function promptMessage(
  kind: PromptKind,
  cycle: Cycle,
  board: readonly BoardRow[],
  now: Date,
): MessagePayload {
  if (kind === 'focus') return focusMessage(cycle, board, now);
  if (kind === 'checkpoint') return checkpointMessage(cycle, now);
  return reviewMessage(cycle, board, now);
}

/** Posts a prompt as it should look now; a prompt is posted once, whoever asks for it. */
export async function postPrompt(
  work: Work,
  services: Services,
  cycle: Cycle,
  kind: PromptKind,
): Promise<void> {
  const board = await loadBoard(work.tx, services.playbook, cycle);
  const deliveryId = await postMessage(work, {
    key: messageKeys.prompt(cycle.id, kind),
    to: { channelId: cycle.team.channels.team },
    message: promptMessage(kind, cycle, board, work.now),
  });
  await work.tx.prompt.update({
    where: { cycleId_kind: { cycleId: cycle.id, kind } },
    data: { state: 'posted', deliveryId },
  });
  if (kind === 'focus' && cycle.carriedActions.length > 0) {
    await postMessage(work, {
      key: messageKeys.carriedActions(cycle.id),
      to: { channelId: cycle.team.channels.team },
      inThreadOf: messageKeys.prompt(cycle.id, 'focus'),
      message: carriedActionsMessage(cycle, work.now),
    });
  }
  await tellOthers(work, cycle);
}

/**
 * Brings every message of a cycle up to date after a change. A prompt that was missed is posted now if there is an
 * answer to show, so that whoever has to approve or read it finds it.
 */
export async function redrawCycle(work: Work, services: Services, cycle: Cycle): Promise<void> {
  const board = await loadBoard(work.tx, services.playbook, cycle);
  for (const kind of promptKinds) {
    if (cycle.prompts[kind] === 'posted') {
      await redrawMessage(
        work,
        messageKeys.prompt(cycle.id, kind),
        promptMessage(kind, cycle, board, work.now),
      );
    } else if (cycle.prompts[kind] === 'missed' && cycle[kind] !== undefined && cycle.phase === 'open') {
      await postPrompt(work, services, cycle, kind);
    }
  }
  if (cycle.prompts.focus === 'posted') {
    await redrawMessage(work, messageKeys.carriedActions(cycle.id), carriedActionsMessage(cycle, work.now));
  }
  await redrawNudges(work, cycle);
  await tellOthers(work, cycle);
}

/** A reminder whose matter is settled loses its button; also that of somebody whose role is another's now. */
async function redrawNudges(work: Work, cycle: Cycle): Promise<void> {
  for (const kind of promptKinds) {
    const sent = await work.tx.delivery.findMany({
      where: { key: { startsWith: messageKeys.nudge(cycle.id, kind, '') } },
      select: { key: true, personId: true },
    });
    const open = nudgesFor(cycle, kind, work.now);
    for (const { key, personId } of sent) {
      const need = open.find((nudge) => nudge.personId === personId)?.need;
      const message =
        need === undefined ? settledNudgeMessage(cycle, kind) : nudgeMessage(cycle, need, work.now);
      await redrawMessage(work, key, message);
    }
  }
}

async function tellOthers(work: Work, cycle: Cycle): Promise<void> {
  await work.emit({ name: cycleChanged.name, data: { cycleId: cycle.id, teamId: cycle.team.id } });
}

/** What belongs to the team rather than to one week, like a blocker, shows in every open cycle. */
export async function redrawTeam(work: Work, services: Services, teamId: string): Promise<void> {
  const team = await findTeam(work.tx, teamId);
  if (team === undefined) return;
  for (const cycle of await openCyclesOf(work.tx, [team])) await redrawCycle(work, services, cycle);
}

/** A line in the thread of a prompt: an edited message alone is not seen. */
export async function noteInThread(
  work: Work,
  cycle: Cycle,
  kind: PromptKind,
  what: string,
  text: string,
): Promise<void> {
  const parent = messageKeys.prompt(cycle.id, kind);
  const posted = await work.tx.delivery.findUnique({
    where: { key: parent },
    select: { channelId: true },
  });
  if (posted === null) return;
  await postMessage(work, {
    key: messageKeys.note(cycle.id, what),
    // The team may have moved to another channel since; a thread stays where it began.
    to: { channelId: posted.channelId ?? cycle.team.channels.team },
    inThreadOf: parent,
    message: { text },
  });
}
