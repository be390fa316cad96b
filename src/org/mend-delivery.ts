import { UserFacingError, type Work } from '../kernel/index.ts';
import { type Click, redrawMessage, retryDelivery, settleDoubt } from '../slack/index.ts';
import { whoIsTold } from './admin-notices.ts';
import { isAdmin } from './admins.ts';
import type { Services } from './services.ts';
import { noticeKeyOf, stuckMessages, type Trouble, troubleCodec } from './trouble.ts';
import { type Mended, troubleMessage } from './views/admin-notice.ts';

type How = Mended['how'];

const auditActions: Readonly<Record<How, string>> = {
  retry: 'message.retried',
  confirm: 'message.confirmed',
  repost: 'message.reposted',
};

/**
 * An admin deals with messages that did not get through; every copy of the notice is redrawn.
 * @throws UserFacingError codes `not_allowed`, and `mended_already` when somebody else was faster.
 */
export async function mendDelivery(services: Services, click: Click, how: How): Promise<void> {
  const { trouble, deliveryIds } = troubleCodec.decode(click.value);
  await services.kernel.work(async (work) => {
    await work.once(click.onceKey);
    if (!(await mayMend(work, click.personId, trouble))) {
      throw new UserFacingError('not_allowed', 'Only admins can do this. Nothing was changed.');
    }
    let count = 0;
    for (const id of deliveryIds) {
      if (!(await mend(work, id, how))) continue;
      count += 1;
      work.audit({ actor: click.personId, action: auditActions[how], subject: `delivery:${id}` });
    }
    if (count === 0) {
      throw new UserFacingError(
        'mended_already',
        'Somebody has dealt with this already. Nothing was changed.',
      );
    }
    await redrawNotices(work, trouble, { how, by: click.personId, at: work.now, count });
  });
}

async function mayMend(work: Work, personId: string, trouble: Trouble): Promise<boolean> {
  return (await isAdmin(work.tx, personId)) || (await whoIsTold(work, trouble)).includes(personId);
}

function mend(work: Work, deliveryId: string, how: How): Promise<boolean> {
  return how === 'confirm'
    ? settleDoubt(work, deliveryId)
    : retryDelivery(work, deliveryId, { postAnew: how === 'repost' });
}

async function redrawNotices(work: Work, trouble: Trouble, mended: Mended): Promise<void> {
  const stuck = await stuckMessages(work.tx, work.now, trouble);
  const prefix = noticeKeyOf(trouble);
  const copies = await work.tx.delivery.findMany({
    where: { key: { startsWith: prefix } },
    select: { key: true },
  });
  for (const { key } of copies) {
    // `_` stands for any character in the query.
    if (key.startsWith(prefix)) await redrawMessage(work, key, troubleMessage({ trouble, stuck, mended }));
  }
}
