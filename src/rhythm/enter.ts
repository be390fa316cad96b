import { codePoints } from '../blockkit/index.ts';
import type { Services } from '../org/index.ts';
import type { FormValues } from '../slack/index.ts';
import { longestText } from './views/forms.ts';

/** Reads what people enter, for the forms of the week. Slack keeps to the lengths itself; nothing here relies on it. */

interface TextField {
  /** What to say when it is empty; absent for a field that may be. */
  readonly missing?: string;
  /** In code points. */
  readonly longest?: number;
}

/** The texts of a form by block id, and what is wrong with them. */
export function enterTexts<K extends string>(
  values: FormValues,
  fields: Readonly<Record<K, TextField>>,
): { texts: Record<K, string>; errors: Record<string, string> } {
  const errors: Record<string, string> = {};
  const texts: Record<string, string> = {};
  for (const [name, { missing, longest = longestText }] of Object.entries<TextField>(fields)) {
    const text = values.text(name);
    const length = codePoints(text);
    if (text === '' && missing !== undefined) errors[name] = missing;
    if (length > longest) errors[name] = `Please keep this to ${longest} characters; these are ${length}.`;
    texts[name] = text;
  }
  return { texts, errors };
}

const slackbot = 'USLACKBOT';

/** Why somebody cannot own an action or a blocker: whoever owns one has to be able to settle it. */
export async function ownerProblem(services: Services, personId: string): Promise<string | undefined> {
  const person = await services.people.find(personId);
  if (person === undefined)
    return 'Slack did not tell me who this is. Please choose a member of the workspace.';
  const choose = 'Please choose a member of the workspace.';
  if (person.isBot || personId === slackbot || personId === services.botUserId)
    return `${person.name} is an app. ${choose}`;
  if (person.isDeleted) return `${person.name} is deactivated in Slack. ${choose}`;
  if (person.isStranger)
    return `${person.name} is from another organisation and cannot answer here. ${choose}`;
  if (person.isGuest) return `${person.name} is a guest and cannot answer here. ${choose}`;
  return undefined;
}
