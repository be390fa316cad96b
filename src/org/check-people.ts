import { inTimeForAForm } from './in-time.ts';
import type { Person } from './person.ts';
import type { Services } from './services.ts';

/** Slack says of its own bot that it is none. */
const slackbot = 'USLACKBOT';
const mostNamed = 3;

/**
 * Why these people cannot hold a role, by name, for the field where they were chosen.
 * @returns undefined when all of them can.
 */
export async function peopleProblem(
  services: Services,
  personIds: readonly string[],
): Promise<string | undefined> {
  const checked = await Promise.all(
    personIds.map(async (id) => holderProblem(id, await inTimeForAForm(services.people.find(id)))),
  );
  const problems = checked.filter((problem) => problem !== undefined);
  const rest = problems.length - mostNamed;
  if (problems.length === 0) return undefined;
  return [...problems.slice(0, mostNamed), ...(rest > 0 ? [`And ${rest} more.`] : [])].join(' ');
}

function holderProblem(
  personId: string,
  found: { kind: 'done'; value: Person | undefined } | { kind: 'failed' },
): string | undefined {
  const person = found.kind === 'done' ? found.value : undefined;
  if (person === undefined) {
    return 'Slack did not tell me who this is. Choose somebody else, or press Next again in a minute.';
  }
  const { name } = person;
  if (person.isBot || personId === slackbot)
    return `${name} is an app. Only people can hold a role: choose a member.`;
  if (person.isDeleted) return `${name} is deactivated in Slack: choose a member.`;
  if (person.isStranger) {
    return `${name} is from another organisation. They can read but not decide: choose a member.`;
  }
  if (person.isGuest) return `${name} is a guest. Guests can read but not decide: choose a member.`;
  return undefined;
}
