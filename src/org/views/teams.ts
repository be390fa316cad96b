import {
  actions,
  button,
  confirm,
  context,
  divider,
  MAX_UPDATE_TEXT_CHARS,
  type MessageBlock,
  type MessagePayload,
  safeMrkdwn,
  section,
  truncate,
  truncateMrkdwn,
} from '../../blockkit/index.ts';
import { channelMention, mention } from '../../slack/index.ts';
import { orgIds } from '../ids.ts';
import { weekInWords } from '../say-week.ts';
import { roleNames, type Team, type TeamRole } from '../team.ts';
import { teamCodec } from '../team-codec.ts';

/** Two blocks a team and a few around them stay far under Slack's 50, and their texts under its undocumented sum. */
export const teamsPerPage = 10;
const mostOwnersNamed = 4;

export interface ListedTeam {
  readonly team: Team;
  readonly mayEdit: boolean;
  readonly unusable: readonly { readonly role: TeamRole; readonly personId: string; readonly why: string }[];
}

export interface TeamsPage {
  readonly listed: readonly ListedTeam[];
  readonly page: number;
  readonly pages: number;
  readonly activeCount: number;
  readonly archivedCount: number;
  readonly names: ReadonlyMap<string, string>;
}

type Say = (personId: string) => string;

/** The teams: each with its week, people and channels, and with buttons for whoever may change it. */
export function teamsView(data: TeamsPage): MessagePayload {
  const { listed, page, pages, activeCount, archivedCount, names } = data;
  if (listed.length === 0) return noTeams();
  const counts = `${activeCount} active${archivedCount === 0 ? '' : `, ${archivedCount} archived`}`;
  const first = `*Teams* · ${counts}${pages > 1 ? ` · page ${page} of ${pages}` : ''}`;
  const nameOf: Say = (id) => safeMrkdwn(names.get(id) ?? id);
  const spoken = listed.map((entry) => describe(entry, nameOf).join('. '));
  const more = page < pages ? [`More teams: type \`/pace teams ${page + 1}\`.`] : [];
  const firstArchived = listed.findIndex(({ team }) => team.state === 'archived');
  return {
    text: truncateMrkdwn([first, ...spoken, ...more].join('\n'), MAX_UPDATE_TEXT_CHARS),
    blocks: [
      section(first),
      ...listed.flatMap((entry, index) => [
        ...(index === firstArchived
          ? [divider(), section('*Archived.* Their prompts have stopped; everything is kept.')]
          : []),
        ...teamBlocks(entry),
      ]),
      ...(more.length === 0 ? [] : [context(...more)]),
      actions([button(orgIds.setUpTeam, 'Set up a team')]),
    ],
  };
}

function noTeams(): MessagePayload {
  const text =
    'There is no team yet. A team gets a focus, a checkpoint and a review every week; setting one up takes about two minutes.';
  return {
    text: `${text} Type /pace setup to begin.`,
    blocks: [section(text), actions([button(orgIds.setUpTeam, 'Set up a team', { style: 'primary' })])],
  };
}

function teamBlocks(entry: ListedTeam): MessageBlock[] {
  const { team, mayEdit } = entry;
  const value = teamCodec.encode({ teamId: team.id });
  const label = (verb: string) => ({ accessibility_label: truncate(`${verb} ${team.name}`, 75) });
  const text = describe(entry, mention).join('\n');
  if (team.state === 'archived') {
    const back = button(orgIds.restoreTeam, 'Bring back', { value, ...label('Bring back') });
    return [section(text, mayEdit ? { accessory: back } : {})];
  }
  if (!mayEdit) return [section(text)];
  return [
    section(text),
    actions([
      button(orgIds.editTeam, 'Edit', { value, ...label('Edit') }),
      button(orgIds.archiveTeam, 'Archive', {
        value,
        ...label('Archive'),
        confirm: confirm(
          'Archive this team?',
          `The prompts of ${truncate(team.name, 80)} stop, this week's included. Everything is kept, and the team can be brought back in /pace teams.`,
          'Archive',
          'Keep it',
          'danger',
        ),
      }),
    ]),
  ];
}

/** Line by line; people are mentioned in blocks and named in the text that screen readers use. */
function describe({ team, unusable }: ListedTeam, say: Say): string[] {
  const name = `*${safeMrkdwn(team.name)}*`;
  if (team.state === 'archived') return [name];
  const { people, channels } = team;
  const { operationsLead, qaLead, workflowOwners, approver } = people;
  const others = workflowOwners.length - mostOwnersNamed;
  const owners = workflowOwners.slice(0, mostOwnersNamed).map(say).join(', ');
  return [
    `${name} · ${safeMrkdwn(weekInWords(team.rhythm))}`,
    `Operations lead ${say(operationsLead)} · QA lead ${say(qaLead)} · approver ${say(approver)} · workflow owners ${owners}${others > 0 ? ` and ${others} more` : ''}`,
    `Prompts ${channelMention(channels.team)} · leadership ${channelMention(channels.leadership)} · delivery ${channelMention(channels.delivery)} · reviews ${channelMention(channels.reviews)} · escalations ${channelMention(channels.escalations)}`,
    ...unusable
      .slice(0, mostOwnersNamed)
      .map(({ role, personId, why }) => `Needs another ${roleNames[role]}: ${say(personId)} ${why}.`),
  ];
}
