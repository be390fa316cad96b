import { actions, button, type MessagePayload, safeMrkdwn, section, truncate } from '../../blockkit/index.ts';
import { orgIds } from '../ids.ts';
import { roleNames, type Team, type TeamRole } from '../team.ts';
import { teamCodec } from '../team-codec.ts';

/** To admins and the operations lead: a role has nobody who could fill it. */
export function unusableHolderMessage(
  team: Team,
  { role, why }: { readonly role: TeamRole; readonly why: string },
  personName: string,
): MessagePayload {
  const first = `${safeMrkdwn(team.name)} needs another ${roleNames[role]}.`;
  const rest = `${safeMrkdwn(personName)} ${why}, and can no longer answer or decide. Choose somebody else for the role in the team's settings.`;
  return {
    text: `${first} ${rest} The settings are in /pace teams.`,
    blocks: [
      section(`*${first}*\n${rest}`),
      actions([
        button(orgIds.editTeam, 'Edit the team', {
          style: 'primary',
          value: teamCodec.encode({ teamId: team.id }),
          accessibility_label: truncate(`Edit the team ${team.name}`, 75),
        }),
      ]),
    ],
  };
}
