import type { Queryable, Work } from '../kernel/index.ts';

/** Whoever ran the first set-up, and Slack's workspace admins and owners. */
export async function isAdmin(db: Queryable, personId: string): Promise<boolean> {
  const [admin, person] = [
    await db.admin.findUnique({ where: { personId } }),
    await db.person.findUnique({ where: { id: personId }, select: { isSlackAdmin: true, isDeleted: true } }),
  ];
  return person?.isDeleted !== true && (admin !== null || person?.isSlackAdmin === true);
}

/** The admins that can be written to; empty before the first set-up. */
export async function listAdmins(db: Queryable): Promise<string[]> {
  const admins = await db.admin.findMany({ orderBy: { since: 'asc' }, select: { personId: true } });
  const usable = await db.person.findMany({
    where: {
      isDeleted: false,
      OR: [{ id: { in: admins.map(({ personId }) => personId) } }, { isSlackAdmin: true }],
    },
    orderBy: { id: 'asc' },
    select: { id: true },
  });
  return usable.map(({ id }) => id);
}

/** The first one to set up a team becomes an admin. @returns true when it was this person, now. */
export async function claimFirstAdmin(work: Work, personId: string): Promise<boolean> {
  if ((await work.tx.admin.count()) > 0) return false;
  await work.tx.admin.create({ data: { personId, since: work.now } });
  work.audit({ actor: personId, action: 'admin.claimed', subject: `person:${personId}` });
  return true;
}
