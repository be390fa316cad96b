import { formatInZone } from '../../src/kernel/wall-time.ts';
import { createTeam, editTeam, setTeamState } from '../../src/org/save-team.ts';
import type { WeeklyRhythm } from '../../src/org/team.ts';
import { startWorkplace, type Workplace } from '../support/workplace.ts';

/** Monday 09:00, Wednesday 10:00, Friday 15:00, snapshot 16:00, as the playbook is shipped. */
const usual = {
  focus: { day: 1, time: '09:00' },
  checkpoint: { day: 3, time: '10:00' },
  review: { day: 5, time: '15:00' },
  snapshotTime: '16:00',
} as const satisfies Omit<WeeklyRhythm, 'zone'>;

export interface TestTeam {
  readonly name: string;
  readonly id: string;
  readonly rhythm: WeeklyRhythm;
  readonly channel: string;
}

interface Posted {
  readonly what: string;
  /** Wall-clock time in the team's zone: `Mon 16 Nov 09:00`. */
  readonly at: string;
}

/** A company without teams at an instant, whose messages are not slowed down while weeks pass in seconds. */
export function startCompany(startsAt: string): Promise<Workplace> {
  return startWorkplace({
    company: 'empty',
    startsAt: new Date(startsAt),
    outbox: { readPaceMs: () => performance.now() * 1_000 },
  });
}

let teamsMade = 0;

/** Dana leads it, Tom changes things, Priya approves; it has a channel of its own and shares the others. */
export async function makeTeam(
  at: Workplace,
  name: string,
  zone: string,
  days: Partial<Omit<WeeklyRhythm, 'zone'>> = {},
): Promise<TestTeam> {
  teamsMade += 1;
  const channel = `C0TEST${String(teamsMade).padStart(4, '0')}`;
  const [dana, tom, priya] = ['Dana', 'Tom', 'Priya'].map((person) => at.person(person).id);
  if (dana === undefined || tom === undefined || priya === undefined) throw new Error('somebody is missing');
  await at.control('POST', 'channels', {
    id: channel,
    name: `test-${teamsMade}`,
    members: [dana, tom, priya],
    botIsMember: true,
  });
  const rhythm: WeeklyRhythm = { zone, ...usual, ...days };
  const team = await at.app.kernel.work((work) =>
    createTeam(work, dana, {
      name,
      rhythm,
      people: { operationsLead: dana, qaLead: tom, workflowOwners: [tom], approver: priya },
      channels: {
        team: channel,
        leadership: at.channel('#leadership'),
        delivery: at.channel('#delivery'),
        reviews: at.channel('#ai-reviews'),
        escalations: at.channel('#escalations'),
      },
    }),
  );
  await at.settle();
  return { name, id: team.id, rhythm, channel };
}

export async function changeRhythm(
  at: Workplace,
  team: TestTeam,
  rhythm: Partial<WeeklyRhythm>,
): Promise<void> {
  const dana = at.person('Dana').id;
  await at.app.kernel.work(async (work) => {
    const row = await work.tx.team.findUniqueOrThrow({ where: { id: team.id } });
    await editTeam(work, dana, team.id, row.version, {
      name: team.name,
      rhythm: { ...team.rhythm, ...rhythm },
      people: {
        operationsLead: dana,
        qaLead: at.person('Tom').id,
        workflowOwners: [at.person('Tom').id],
        approver: at.person('Priya').id,
      },
      channels: {
        team: team.channel,
        leadership: at.channel('#leadership'),
        delivery: at.channel('#delivery'),
        reviews: at.channel('#ai-reviews'),
        escalations: at.channel('#escalations'),
      },
    });
  });
  await at.settle();
}

export async function setState(at: Workplace, team: TestTeam, state: 'active' | 'archived'): Promise<void> {
  await at.app.kernel.work((work) => setTeamState(work, at.person('Dana').id, team.id, state));
  await at.settle();
}

/** Everything the team's channel and leadership were sent for it, in order, with the wall-clock time it came at. */
async function postedFor(at: Workplace, team: TestTeam, zone = team.rhythm.zone): Promise<Posted[]> {
  const read = async (channel: string) =>
    (
      await at.control<{ messages: { ts: string; text: string }[] }>(
        'GET',
        `messages?channel=${channel}&as=${at.person('Priya').id}&limit=1000`,
      )
    ).messages;
  const own = await read(team.channel);
  const snapshots = (await read(at.channel('#leadership'))).filter(({ text }) =>
    text.includes(`${team.name} · `),
  );
  return [...own, ...snapshots]
    .toSorted((a, b) => Number(a.ts) - Number(b.ts))
    .map(({ ts, text }) => ({
      what: /focus|checkpoint|review|snapshot/.exec(text.split('\n')[0] ?? '')?.[0] ?? text,
      at: formatInZone(new Date(Number(ts) * 1000), zone, 'dated'),
    }));
}

/** As lines: `focus Mon 16 Nov 09:00`. */
export async function story(at: Workplace, team: TestTeam, zone?: string): Promise<string[]> {
  return (await postedFor(at, team, zone)).map((posted) => `${posted.what} ${posted.at}`);
}
