import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { dayMs, type Kernel, storableText, type Tx } from '../kernel/index.ts';
import { isZone } from '../kernel/wall-time.ts';
import { classifySlackError } from '../slack/index.ts';
import type { Person } from './person.ts';

/** People, read from Slack and remembered, so that no prompt has to wait for Slack. */
export interface People {
  /** From memory; from Slack when unknown or older than a day. Undefined when Slack does not know them either. */
  find(personId: string): Promise<Person | undefined>;
  /** Remembers a `user` object of Slack, as in `users.info` and `user_change`. Anything else is ignored. */
  remember(user: unknown): Promise<void>;
}

const freshForMs = dayMs;

/** The parts of Slack's user object that matter here. */
const SlackUser = z.object({
  id: z.string().min(1),
  team_id: z.string().optional(),
  name: z.string().default(''),
  real_name: z.string().optional(),
  tz: z.string().optional(),
  deleted: z.boolean().default(false),
  is_restricted: z.boolean().default(false),
  is_ultra_restricted: z.boolean().default(false),
  is_stranger: z.boolean().default(false),
  is_bot: z.boolean().default(false),
  is_admin: z.boolean().default(false),
  is_owner: z.boolean().default(false),
  profile: z.object({ display_name: z.string().optional(), real_name: z.string().optional() }).optional(),
});

export function createPeople(kernel: Kernel, client: WebClient, ourTeamId: string): People {
  const { database, clock, log } = kernel;
  return { find, remember };

  async function find(personId: string): Promise<Person | undefined> {
    const known = await database.prisma.person.findUnique({ where: { id: personId } });
    if (known !== null && clock.now().getTime() - known.refreshedAt.getTime() < freshForMs) return known;
    try {
      const answer = await client.users.info({ user: personId });
      await remember(answer.user);
    } catch (error) {
      const failure = classifySlackError(error);
      log.warn({ person: personId, code: failure.code }, 'a person could not be read from Slack');
    }
    return (await database.prisma.person.findUnique({ where: { id: personId } })) ?? undefined;
  }

  async function remember(user: unknown): Promise<void> {
    const parsed = SlackUser.safeParse(user);
    if (!parsed.success) return;
    const slack = parsed.data;
    const fields = {
      name: storableText(
        slack.profile?.display_name || slack.profile?.real_name || slack.real_name || slack.name || slack.id,
      ).slice(0, 120),
      zone: slack.tz !== undefined && isZone(slack.tz) ? slack.tz : 'UTC',
      isDeleted: slack.deleted,
      isGuest: slack.is_restricted || slack.is_ultra_restricted,
      isStranger: slack.is_stranger || (slack.team_id !== undefined && slack.team_id !== ourTeamId),
      isBot: slack.is_bot,
      isSlackAdmin: slack.is_admin || slack.is_owner,
      refreshedAt: clock.now(),
    };
    await database.prisma.person.upsert({
      where: { id: slack.id },
      create: { id: slack.id, ...fields },
      update: fields,
    });
  }
}

/** The names of people, from memory; an id that nobody remembers is its own name. */
export async function namesOf(tx: Tx, personIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.person.findMany({
    where: { id: { in: [...personIds] } },
    select: { id: true, name: true },
  });
  const names = new Map(personIds.map((id) => [id, id]));
  for (const { id, name } of rows) names.set(id, name);
  return names;
}
