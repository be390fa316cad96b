import type { Person, WorkspaceSeed } from '../../sandbox/index.ts';
import type { TeamDetails } from '../org/index.ts';
import type { RhythmDefaults } from '../playbook/index.ts';

/** Who works at the demo company. Three zones, one Slack admin, one guest; names as a reader will meet them in Slack. */
const people = {
  dana: {
    id: 'U0DANA0001',
    name: 'dana',
    realName: 'Dana Fischer',
    tz: 'Europe/Berlin',
    title: 'Head of Support',
  },
  tom: {
    id: 'U0TOM00002',
    name: 'tom',
    realName: 'Tom Becker',
    tz: 'Europe/Berlin',
    title: 'Support engineer',
  },
  mia: {
    id: 'U0MIA00003',
    name: 'mia',
    realName: 'Mia Lindqvist',
    tz: 'Europe/Berlin',
    title: 'Quality lead',
  },
  priya: {
    id: 'U0PRIYA004',
    name: 'priya',
    realName: 'Priya Nair',
    tz: 'Asia/Kolkata',
    title: 'Chief operating officer',
    isAdmin: true,
  },
  sam: {
    id: 'U0SAM00005',
    name: 'sam',
    realName: 'Sam Carter',
    tz: 'America/New_York',
    title: 'Head of Sales',
  },
  grace: {
    id: 'U0GRACE006',
    name: 'grace',
    realName: 'Grace Kim',
    tz: 'America/New_York',
    title: 'Sales quality',
  },
  ana: {
    id: 'U0ANA00007',
    name: 'ana',
    realName: 'Ana Costa',
    tz: 'America/New_York',
    title: 'Account executive',
  },
  leo: {
    id: 'U0LEO00008',
    name: 'leo',
    realName: 'Leo Rossi',
    tz: 'America/New_York',
    title: 'Contractor',
    isRestricted: true,
  },
} as const satisfies Record<string, Person>;

const channels = {
  supportOps: 'C0SUPPORT1',
  salesOps: 'C0SALES002',
  reviews: 'C0REVIEWS3',
  escalations: 'C0ESCALAT4',
  delivery: 'C0DELIVER5',
  leadership: 'C0LEADERS6',
  general: 'C0GENERAL7',
} as const;

/** Whoever set the teams up, and so the first admin. */
export const founder: string = people.dana.id;
export const everybody: readonly string[] = Object.values(people).map(({ id }) => id);

/** The workspace in which the demo company works. */
export function companySeed(): WorkspaceSeed {
  const { dana, tom, mia, priya, sam, grace, ana, leo } = people;
  const channel = (id: string, name: string, topic: string, ...members: Person[]) => ({
    id,
    name,
    topic,
    members: members.map((member) => member.id),
    botIsMember: true,
  });
  return {
    team: { id: 'T0HARBOR01', name: 'Harbor & Pine', domain: 'harbor-and-pine' },
    people: Object.values(people).map((person) => ({
      ...person,
      email: `${person.name}@harbor-and-pine.example`,
    })),
    channels: [
      channel(channels.supportOps, 'support-ops', 'The week of Support', dana, tom, mia, priya, leo),
      channel(channels.salesOps, 'sales-ops', 'The week of Sales', sam, grace, ana, priya),
      channel(channels.reviews, 'ai-reviews', 'Drafts that need a person', mia, grace, tom, ana),
      channel(channels.escalations, 'escalations', 'What is stuck', dana, tom, sam, ana, priya),
      channel(
        channels.delivery,
        'delivery',
        'Numbers for those who do the work',
        dana,
        tom,
        mia,
        sam,
        grace,
        ana,
      ),
      channel(channels.leadership, 'leadership', 'Numbers for those who decide', priya, dana, sam),
      {
        // The one channel that the bot is not in, so that its advice how to invite it can be seen.
        ...channel(channels.general, 'general', 'Everybody', dana, tom, mia, priya, sam, grace, ana, leo),
        botIsMember: false,
      },
    ],
    userGroups: [
      group('S0LEADS001', 'leads', 'Team leads', dana, sam),
      group('S0QUALITY2', 'quality', 'Quality', mia, grace),
    ],
  };
}

function group(id: string, handle: string, name: string, ...members: Person[]) {
  return { id, handle, name, members: members.map((member) => member.id) };
}

export interface DemoTeam {
  readonly details: TeamDetails;
  /** How customers reach the team. */
  readonly channels: readonly string[];
  /** Who answers them. */
  readonly owners: readonly string[];
}

/** Support in Berlin and Sales in New York, each on the playbook's days and times. */
export function companyTeams(defaults: RhythmDefaults): { support: DemoTeam; sales: DemoTeam } {
  const { dana, tom, mia, priya, sam, grace, ana } = people;
  const { focus, checkpoint, review, snapshotTime } = defaults;
  const shared = {
    leadership: channels.leadership,
    delivery: channels.delivery,
    reviews: channels.reviews,
    escalations: channels.escalations,
  };
  return {
    support: {
      details: {
        name: 'Support',
        rhythm: { zone: 'Europe/Berlin', focus, checkpoint, review, snapshotTime },
        people: { operationsLead: dana.id, qaLead: mia.id, workflowOwners: [tom.id], approver: priya.id },
        channels: { ...shared, team: channels.supportOps },
      },
      channels: ['email', 'chat', 'phone'],
      owners: ['Tom', 'Mia'],
    },
    sales: {
      details: {
        name: 'Sales',
        rhythm: { zone: 'America/New_York', focus, checkpoint, review, snapshotTime },
        people: {
          operationsLead: sam.id,
          qaLead: grace.id,
          workflowOwners: [ana.id, grace.id],
          approver: priya.id,
        },
        channels: { ...shared, team: channels.salesOps },
      },
      channels: ['email', 'phone', 'partner'],
      owners: ['Ana', 'Grace'],
    },
  };
}
