import type { WorkspaceSeed } from '../../sandbox/index.ts';
import type { TeamDetails } from '../../src/org/index.ts';
import type { RhythmDefaults } from '../../src/playbook/index.ts';

/** Either side of UTC, with and without clock changes, one with half an hour. */
const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland'];

export const leadership = 'C0LEADERSHIP';
export const delivery = 'C0DELIVERY00';
export const admin = 'U0ADMIN00000';

export interface SoakTeam {
  readonly details: TeamDetails;
  readonly channel: string;
}

/** Teams of five in several zones; every third one has days and times of its own. */
export function soakTeams(count: number, defaults: RhythmDefaults): SoakTeam[] {
  return Array.from({ length: count }, (_, index) => {
    const number = String(index + 1).padStart(2, '0');
    const channel = `C0TEAM${number}000`;
    const person = (who: string) => `U0TEAM${number}${who}`;
    const { focus, checkpoint, review, snapshotTime } = defaults;
    const own = index % 3 === 2;
    return {
      channel,
      details: {
        name: `Team ${number}`,
        rhythm: {
          zone: zones[index % zones.length] ?? 'UTC',
          focus: own ? { day: 1, time: '10:30' } : focus,
          checkpoint: own ? { day: 3, time: '14:00' } : checkpoint,
          review: own ? { day: 5, time: '11:00' } : review,
          snapshotTime: own ? '15:30' : snapshotTime,
        },
        people: {
          operationsLead: person('LEAD'),
          qaLead: person('QA00'),
          workflowOwners: [person('OWN1'), person('OWN2')],
          approver: person('APPR'),
        },
        channels: { team: channel, leadership, delivery, reviews: channel, escalations: channel },
      },
    };
  });
}

export function soakSeed(teams: readonly SoakTeam[]): WorkspaceSeed {
  const crew = teams.flatMap(({ details: { people, rhythm } }) =>
    [people.operationsLead, people.qaLead, ...people.workflowOwners, people.approver].map((id) => ({
      id,
      name: id.toLowerCase(),
      realName: id,
      tz: rhythm.zone,
    })),
  );
  const boss = { id: admin, name: 'admin', realName: 'Admin', tz: 'UTC', isAdmin: true };
  return {
    team: { id: 'T0SOAK00001', name: 'Soak', domain: 'soak' },
    people: [boss, ...crew],
    channels: [
      ...teams.map(({ channel, details: { name, people } }) => ({
        id: channel,
        name: name.toLowerCase().replace(' ', '-'),
        members: [people.operationsLead, people.qaLead, ...people.workflowOwners, people.approver],
        botIsMember: true,
      })),
      { id: leadership, name: 'leadership', members: [admin], botIsMember: true },
      { id: delivery, name: 'delivery', members: [admin], botIsMember: true },
    ],
  };
}
