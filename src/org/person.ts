/** A person as Slack knows them. */
export interface Person {
  readonly id: string;
  readonly name: string;
  /** IANA zone, from their Slack profile. */
  readonly zone: string;
  readonly isDeleted: boolean;
  /** Single- or multi-channel guest. */
  readonly isGuest: boolean;
  /** From another organisation, through Slack Connect. */
  readonly isStranger: boolean;
  readonly isBot: boolean;
  /** Slack's own workspace admins and owners. */
  readonly isSlackAdmin: boolean;
}

/**
 * Why somebody may look but not answer or decide.
 * @returns undefined for a full member of the workspace.
 */
export function whyMayNotAct(person: Person | undefined): string | undefined {
  if (person === undefined) return 'I could not find you in this workspace. Please try again in a minute.';
  if (person.isDeleted) return 'This Slack account is deactivated.';
  if (person.isBot) return 'Only people can answer and decide here.';
  if (person.isStranger) {
    return 'People from other organisations can read this, but not answer or decide. Ask a member of the team to do it.';
  }
  if (person.isGuest) {
    return 'Guests can read this, but not answer or decide. Ask a member of the team to do it.';
  }
  return undefined;
}
