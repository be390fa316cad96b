import { actions, button, type MessagePayload, safeMrkdwn, section, truncate } from '../../blockkit/index.ts';
import { orgIds } from '../ids.ts';
import { roleNames, type Team, type TeamRole } from '../team.ts';
import { teamCodec } from '../team-codec.ts';

/** To admins and the operations lead: roles have nobody who could fill them. `why` follows the person's name. */
export function unusableHolderMessage(
  team: Team,
  roles: readonly TeamRole[],
  personName: string,
  why: string,
): MessagePayload {
  const named = new Intl.ListFormat('en-GB').format(roles.map((role) => roleNames[role]));
  const first = `${safeMrkdwn(team.name)} needs another ${named}.`;
  const rest = `${safeMrkdwn(personName)} ${why}, and can no longer answer or decide. Choose somebody else in the team's settings.`;
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
