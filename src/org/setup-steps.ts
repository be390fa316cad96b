import type { ModalView } from '../blockkit/index.ts';
import { isZone, LocalTimeSchema } from '../kernel/wall-time.ts';
import { checkRhythm, type Moment, MomentSchema, type RhythmProblem } from '../playbook/index.ts';
import type { FormValues } from '../slack/index.ts';
import { channelProblem } from './check-channels.ts';
import { nameProblem, tidyName } from './check-name.ts';
import { peopleProblem } from './check-people.ts';
import type { Services } from './services.ts';
import { mostWorkflowOwners, type SetupDraft, type SetupStep } from './setup-draft.ts';
import { setupBasicsView } from './views/setup-basics.ts';
import { setupChannelsView } from './views/setup-channels.ts';
import { setupRolesView } from './views/setup-roles.ts';
import { setupWeekView } from './views/setup-week.ts';

/** By block id; empty when the step may be left. */
export type FieldErrors = Readonly<Record<string, string>>;

interface Step {
  read(values: FormValues): SetupDraft;
  check(services: Services, draft: SetupDraft): Promise<FieldErrors>;
  view(draft: SetupDraft): ModalView;
}

export const steps: Readonly<Record<SetupStep, Step>> = {
  basics: {
    read: (values) => ({
      name: tidyName(values.text('name')),
      teamChannel: values.choice('team_channel'),
      zone: values.choice('zone'),
    }),
    check: async (services, { name, teamChannel, zone, editing }) =>
      errorsOf({
        name: nameProblem(services.kernel.database.prisma, name ?? '', editing?.teamId),
        team_channel: chosenChannel(services, teamChannel),
        zone:
          zone !== undefined && isZone(zone)
            ? undefined
            : 'I do not know this time zone. Type a city, such as Berlin, and choose from the list.',
      }),
    view: (draft) => setupBasicsView(draft),
  },
  roles: {
    read: (values) => ({
      operationsLead: values.choice('operations_lead'),
      qaLead: values.choice('qa_lead'),
      workflowOwners: [...new Set(values.choices('workflow_owners'))],
      approver: values.choice('approver'),
    }),
    check: async (services, { operationsLead, qaLead, workflowOwners = [], approver }) =>
      errorsOf({
        operations_lead: chosenPerson(services, operationsLead),
        qa_lead: chosenPerson(services, qaLead),
        workflow_owners: chosenOwners(services, workflowOwners),
        approver: chosenPerson(services, approver),
      }),
    view: setupRolesView,
  },
  channels: {
    read: (values) => ({
      leadership: values.choice('leadership'),
      delivery: values.choice('delivery'),
      reviews: values.choice('reviews'),
      escalations: values.choice('escalations'),
    }),
    check: async (services, { leadership, delivery, reviews, escalations }) => {
      const asked = new Map<string | undefined, Promise<string | undefined>>();
      // Several may share a channel: it is asked about once.
      const problem = (channelId: string | undefined) => {
        const known = asked.get(channelId) ?? chosenChannel(services, channelId);
        asked.set(channelId, known);
        return known;
      };
      return errorsOf({
        leadership: problem(leadership),
        delivery: problem(delivery),
        reviews: problem(reviews),
        escalations: problem(escalations),
      });
    },
    view: setupChannelsView,
  },
  week: {
    read: (values) => ({
      focus: momentOf(values, 'focus'),
      checkpoint: momentOf(values, 'checkpoint'),
      review: momentOf(values, 'review'),
      snapshotTime: values.choice('snapshot_time'),
    }),
    check: async (_services, draft) => weekErrors(draft),
    view: setupWeekView,
  },
};

/** The field to which a problem of the week belongs: the lower one of day and time, so that it stands below both. */
const weekFields: Readonly<Record<RhythmProblem['field'], string>> = {
  focus: 'focus_time',
  checkpoint: 'checkpoint_time',
  review: 'review_time',
  snapshotTime: 'snapshot_time',
};

function weekErrors({ focus, checkpoint, review, snapshotTime }: SetupDraft): FieldErrors {
  const isTime = LocalTimeSchema.safeParse(snapshotTime).success;
  if (focus === undefined || checkpoint === undefined || review === undefined || !isTime) {
    const missing = 'Choose a day and a time.';
    return {
      ...(focus === undefined ? { focus_time: missing } : {}),
      ...(checkpoint === undefined ? { checkpoint_time: missing } : {}),
      ...(review === undefined ? { review_time: missing } : {}),
      ...(isTime ? {} : { snapshot_time: 'Choose a time.' }),
    };
  }
  const problems = checkRhythm({ focus, checkpoint, review, snapshotTime: snapshotTime ?? '' });
  return Object.fromEntries(problems.map(({ field, message }) => [weekFields[field], message]));
}

function momentOf(values: FormValues, kind: 'focus' | 'checkpoint' | 'review'): Moment | undefined {
  const chosen = { day: Number(values.choice(`${kind}_day`)), time: values.choice(`${kind}_time`) };
  return MomentSchema.safeParse(chosen).data;
}

async function chosenChannel(services: Services, channelId: string | undefined): Promise<string | undefined> {
  return channelId === undefined ? 'Choose a channel.' : channelProblem(services, channelId);
}

async function chosenPerson(services: Services, personId: string | undefined): Promise<string | undefined> {
  return personId === undefined ? 'Choose a member.' : peopleProblem(services, [personId]);
}

async function chosenOwners(services: Services, personIds: readonly string[]): Promise<string | undefined> {
  if (personIds.length === 0) return 'Choose at least one member.';
  if (personIds.length > mostWorkflowOwners) return `Choose at most ${mostWorkflowOwners} people.`;
  return peopleProblem(services, personIds);
}

/** Asks everything at once, because a form waits for 3 s only. */
async function errorsOf(
  fields: Readonly<Record<string, string | undefined | Promise<string | undefined>>>,
): Promise<FieldErrors> {
  const entries = await Promise.all(
    Object.entries(fields).map(async ([blockId, problem]) => [blockId, await problem] as const),
  );
  return Object.fromEntries(
    entries.flatMap(([id, problem]) => (problem === undefined ? [] : [[id, problem]])),
  );
}
