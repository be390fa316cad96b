import { AlreadyHandledError, program, type Work } from '../kernel/index.ts';
import { storeFirstReadings } from '../kpi/index.ts';
import { createTeam, type Services } from '../org/index.ts';
import { nextCycle } from '../rhythm/index.ts';
import { companyTeams, type DemoTeam, everybody, founder } from './company.ts';
import { type DemoTeamName, demoReadings, weeksOfHistory } from './readings.ts';

/**
 * Fills a local database that has no team yet with the demo company; otherwise does nothing. One unit of work, so that
 * a kill half-way leaves nothing, and the next start does it all.
 * @returns true when it was filled now.
 */
export async function seedDemo(services: Services): Promise<boolean> {
  const { kernel, people, playbook } = services;
  if ((await kernel.database.prisma.team.count()) > 0) return false;
  // Read from the workspace now, so that the first screen shows names and not ids.
  for (const personId of everybody) await people.find(personId);
  const teams = companyTeams(playbook.rhythm);
  const measures = new Set(playbook.measures.map(({ id }) => id));
  try {
    await kernel.work(async (work) => {
      // Another process on the same database may be doing the same.
      await work.once('demo.seeded');
      const readings =
        (await seedTeam(work, 'support', teams.support, measures)) +
        (await seedTeam(work, 'sales', teams.sales, measures));
      work.audit({
        actor: program,
        action: 'demo.seeded',
        subject: 'workspace:local',
        data: { readings, weeks: weeksOfHistory },
      });
    });
    return true;
  } catch (error) {
    if (error instanceof AlreadyHandledError) return false;
    throw error;
  }
}

async function seedTeam(
  work: Work,
  name: DemoTeamName,
  demo: DemoTeam,
  measures: ReadonlySet<string>,
): Promise<number> {
  const team = await createTeam(work, founder, demo.details);
  // The history reaches up to the first week that the team will live through, so that nothing is missing before it.
  const firstWeek = nextCycle(team.rhythm, work.now).week;
  const readings = demoReadings(name, demo.channels, demo.owners, firstWeek);
  return storeFirstReadings(
    work,
    readings
      .filter(({ measure }) => measures.has(measure))
      .map((each) => ({ ...each, teamId: team.id, source: 'demo', enteredBy: program, confirmed: false })),
  );
}
