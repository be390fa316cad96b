import type { z } from 'zod';
import type { MessagePayload } from '../blockkit/index.ts';
import type { gaveUp, Work } from '../kernel/index.ts';
import { type messageFailed, postMessage, redrawMessage } from '../slack/index.ts';
import { listAdmins } from './admins.ts';
import { membersOf } from './team.ts';
import { listTeams } from './team-store.ts';
import { hourOf, noticeKeyOf, noticePrefix, stuckMessages, type Trouble } from './trouble.ts';
import { eventsDroppedMessage, gaveUpMessage, troubleMessage } from './views/admin-notice.ts';

type MessageFailed = z.infer<(typeof messageFailed)['data']>;
type GaveUp = z.infer<(typeof gaveUp)['data']>;

const longestDetail = 150;

/** Tells every admin that messages did not get through: one notice per place, reason and hour, kept up to date. */
export async function onMessageFailed(work: Work, failed: MessageFailed): Promise<void> {
  // A notice that cannot be delivered must not make another one.
  if (failed.key.startsWith(noticePrefix)) return;
  const { channelId, personId, code, inDoubt } = failed;
  const detail = failed.detail?.slice(0, longestDetail) ?? null;
  const trouble: Trouble = { channelId, personId, code, detail, inDoubt, hour: hourOf(work.now) };
  const stuck = await stuckMessages(work.tx, work.now, trouble);
  if (stuck.length === 0) return;
  const message = troubleMessage({ trouble, stuck });
  for (const recipient of await whoIsTold(work, trouble)) {
    const key = `${noticeKeyOf(trouble)}${recipient}`;
    await postMessage(work, { key, to: { personId: recipient }, message });
    await redrawMessage(work, key, message);
  }
}

/** Tells every admin that something was tried again and again and is now given up; one notice per kind and hour. */
export async function onGaveUp(work: Work, { what, key }: GaveUp): Promise<void> {
  const message: MessagePayload = gaveUpMessage(what, key);
  for (const recipient of await listAdmins(work.tx)) {
    await postMessage(work, {
      key: `${noticePrefix}gave-up:${what}:${hourOf(work.now)}:${recipient}`,
      to: { personId: recipient },
      message,
    });
  }
}

/** Tells every admin that what people do may not reach the app; once an hour while it lasts. */
export async function onEventsDropped(work: Work): Promise<void> {
  for (const recipient of await listAdmins(work.tx)) {
    await postMessage(work, {
      key: `${noticePrefix}events-dropped:${hourOf(work.now)}:${recipient}`,
      to: { personId: recipient },
      message: eventsDroppedMessage(),
    });
  }
}

/** Admins; before there are any, the operations leads of the teams that use the channel or know the person. */
export async function whoIsTold(work: Work, { channelId, personId }: Trouble): Promise<string[]> {
  const admins = await listAdmins(work.tx);
  const told = admins.length > 0 ? admins : await leadsAround(work, channelId, personId);
  // Whoever cannot be written to is not told so in writing.
  return told.filter((id) => id !== personId);
}

async function leadsAround(work: Work, channelId: string | null, personId: string | null): Promise<string[]> {
  const teams = await listTeams(work.tx);
  const around = teams.filter(
    (team) =>
      (channelId !== null && Object.values(team.channels).includes(channelId)) ||
      (personId !== null && membersOf(team).includes(personId)),
  );
  return [...new Set(around.map(({ people }) => people.operationsLead))];
}
