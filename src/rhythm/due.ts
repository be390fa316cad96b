import { z } from 'zod';
import { type DueHandler, program, type Work } from '../kernel/index.ts';
import type { Services } from '../org/index.ts';
import { postMessage } from '../slack/index.ts';
import { postSnapshot } from './close-cycle.ts';
import { type Cycle, messageKeys } from './cycle.ts';
import { nudgesFor } from './needs.ts';
import { dueKinds } from './plan-cycles.ts';
import { postPrompt, redrawCycle } from './redraw.ts';
import { PromptKindSchema, promptFate, promptsOf } from './schedule.ts';
import { loadCycle, lockCycle } from './store.ts';
import { nudgeMessage } from './views/nudge-message.ts';
import { promptTitle, weekTitle } from './views/words.ts';

const PromptPayload = z.object({ cycleId: z.string(), prompt: PromptKindSchema });
const CyclePayload = z.object({ cycleId: z.string() });

/** What happens in a cycle when an instant comes. */
export function rhythmDue(services: Services): DueHandler[] {
  return [
    {
      kind: dueKinds.prompt,
      describe: async (work, { payload }) => {
        const { cycleId, prompt } = PromptPayload.parse(payload);
        return promptTitle(await loadCycle(work.tx, cycleId), prompt);
      },
      handle: (work, { payload }) => handlePrompt(work, services, PromptPayload.parse(payload)),
    },
    {
      kind: dueKinds.nudge,
      describe: async (work, { payload }) => {
        const { cycleId, prompt } = PromptPayload.parse(payload);
        const cycle = await loadCycle(work.tx, cycleId);
        // What it will be about is known only when it comes; if nothing is missing it stays silent.
        return cycle.prompts[prompt] === 'posted'
          ? `Reminder for the ${prompt}, ${cycle.team.name}`
          : undefined;
      },
      handle: (work, { payload }) => handleNudge(work, PromptPayload.parse(payload)),
    },
    {
      kind: dueKinds.snapshot,
      describe: async (work, { payload }) => {
        const cycle = await loadCycle(work.tx, CyclePayload.parse(payload).cycleId);
        return `${weekTitle(cycle)} · snapshot · ${cycle.team.name}`;
      },
      handle: (work, { payload }) => postSnapshot(work, services, CyclePayload.parse(payload).cycleId),
    },
  ];
}

type PromptPayload = z.infer<typeof PromptPayload>;

async function handlePrompt(
  work: Work,
  services: Services,
  { cycleId, prompt }: PromptPayload,
): Promise<void> {
  const cycle = await lockCycle(work, cycleId);
  if (cycle.phase !== 'open' || cycle.prompts[prompt] !== 'waiting') return;
  const times = promptsOf(cycle.times).find(({ kind }) => kind === prompt);
  if (times === undefined) return;
  if (promptFate(times, work.now) === 'post') return postPrompt(work, services, cycle, prompt);
  await recordMissed(work, services, cycle, prompt);
}

/** Too late to ask: the record says so, and Home still takes an answer until the snapshot. An early answer is shown. */
async function recordMissed(
  work: Work,
  services: Services,
  cycle: Cycle,
  prompt: PromptPayload['prompt'],
): Promise<void> {
  await work.tx.prompt.update({
    where: { cycleId_kind: { cycleId: cycle.id, kind: prompt } },
    data: { state: 'missed' },
  });
  work.audit({
    actor: program,
    action: 'prompt.missed',
    subject: `cycle:${cycle.id}`,
    data: { prompt, team: cycle.team.id, week: cycle.week },
  });
  await redrawCycle(work, services, await loadCycle(work.tx, cycle.id));
}

async function handleNudge(work: Work, { cycleId, prompt }: PromptPayload): Promise<void> {
  const cycle = await loadCycle(work.tx, cycleId);
  if (cycle.prompts[prompt] !== 'posted') return;
  const times = promptsOf(cycle.times).find(({ kind }) => kind === prompt);
  // After a long sleep a reminder of what is overdue already would only come on top of the next prompt.
  if (times === undefined || work.now >= times.onTimeUntil) return;
  for (const { personId, need } of nudgesFor(cycle, prompt, work.now)) {
    await postMessage(work, {
      key: messageKeys.nudge(cycleId, prompt, personId),
      to: { personId },
      message: nudgeMessage(cycle, need, work.now),
    });
  }
  await work.tx.prompt.update({
    where: { cycleId_kind: { cycleId, kind: prompt } },
    data: { nudgedAt: work.now },
  });
}
