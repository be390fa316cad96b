import {
  context,
  type MessageBlock,
  type MessagePayload,
  mrkdwn,
  section,
  truncate,
  truncateMrkdwn,
} from '../blockkit/index.ts';
import { UserFacingError } from '../kernel/index.ts';
import {
  listTeams,
  openSetup,
  roleNames,
  type Services,
  teamsMessage,
  unusableHoldersIn,
  whyMayNotAct,
} from '../org/index.ts';
import { cycleSummary, needsFrom, needWords, openCyclesOf, said, weekTitle } from '../rhythm/index.ts';
import { type Command, mention } from '../slack/index.ts';

const mostTeams = 20;
/** A screen reader has nothing but this text; Slack takes 4,000 characters. */
const longestFallback = 3_800;

interface Subcommand {
  readonly name: string;
  readonly does: string;
  run(services: Services, command: Command, argument: string): Promise<void>;
}

/** What can be typed after `/pace`. */
const subcommands: readonly Subcommand[] = [
  {
    name: 'status',
    does: 'where each team is this week, and what needs you',
    run: async (services, command) => command.answer(await statusMessage(services, command.personId)),
  },
  {
    name: 'setup',
    does: 'set up a team, in four short steps',
    run: async (services, command) => {
      await requireMember(services, command.personId);
      await openSetup(services, { personId: command.personId }, (build) => command.openForm(build));
    },
  },
  {
    name: 'teams',
    does: 'see, edit and archive teams',
    run: async (services, command, page) =>
      command.answer(await teamsMessage(services, command.personId, Number(page) || 1)),
  },
  {
    name: 'help',
    does: 'this list',
    run: async (services, command) => command.answer(await helpMessage(services, command.personId)),
  },
];

export async function handlePace(services: Services, command: Command): Promise<void> {
  const [word = '', argument = ''] = command.text.trim().toLowerCase().split(/\s+/);
  if (word === '') return command.answer(await helpMessage(services, command.personId));
  const subcommand = subcommands.find(({ name }) => name === word);
  if (subcommand !== undefined) return subcommand.run(services, command, argument);
  const help = await helpMessage(services, command.personId);
  await command.answer({
    text: `I do not know “${said(word, 40)}”.\n${help.text}`,
    blocks: [
      section({ type: 'plain_text', text: `I do not know “${truncate(word, 40)}”. This is what I know:` }),
      ...(help.blocks ?? []),
    ],
  });
}

/** What one can type and where one's things are; also the answer to a direct message. */
export async function helpMessage(services: Services, personId: string): Promise<MessagePayload> {
  const { needs } = await needsOf(services, personId);
  const lines = subcommands.map(({ name, does }) => `\`/pace ${name}\` ${does}`);
  const first =
    needs.length === 0
      ? 'Nothing needs you at the moment.'
      : `${needs.length} ${needs.length === 1 ? 'thing needs' : 'things need'} you: my Home has ${needs.length === 1 ? 'its button' : 'the buttons'}.`;
  const intro = "I keep your team's week: focus, checkpoint, review, and a snapshot for leadership.";
  return {
    text: [first, intro, ...lines].join('\n'),
    blocks: [
      section(mrkdwn(`${first}\n${intro}`)),
      section(mrkdwn(lines.join('\n'))),
      context('Prompts come by themselves, in your team’s channel.'),
    ],
  };
}

async function statusMessage(services: Services, personId: string): Promise<MessagePayload> {
  const db = services.kernel.database.prisma;
  const now = services.kernel.clock.now();
  const teams = await listTeams(db);
  if (teams.length === 0) {
    const text = 'There is no team yet. Type `/pace setup` to set one up; it takes about two minutes.';
    return { text, blocks: [section(mrkdwn(text))] };
  }
  const { needs } = await needsOf(services, personId);
  const lines: string[] = [];
  const shown = teams.slice(0, mostTeams);
  const cycles = await openCyclesOf(db, shown);
  const holders = await unusableHoldersIn(db, shown);
  for (const team of shown) {
    const cycle = cycles.find((one) => one.team.id === team.id);
    const week =
      cycle === undefined
        ? 'no week is planned'
        : `${weekTitle(cycle).toLowerCase()}: ${cycleSummary(cycle, now)}`;
    lines.push(`*${said(team.name, 60)}* ${week}`);
    for (const { holder } of holders.filter((found) => found.team.id === team.id)) {
      lines.push(
        `    ${roleNames[holder.role]} ${mention(holder.personId)} ${holder.why}: edit the team with \`/pace teams\``,
      );
    }
  }
  if (teams.length > mostTeams) lines.push(`and ${teams.length - mostTeams} more teams`);
  const mine = needs.length === 0 ? ['Nothing needs you at the moment.'] : needs.map(({ words }) => words);
  const blocks: MessageBlock[] = [
    section(mrkdwn(lines.join('\n'))),
    section(mrkdwn(`*Needs you now*\n${mine.slice(0, 10).join('\n')}`)),
  ];
  return { text: truncateMrkdwn([...lines, 'Needs you now:', ...mine].join('\n'), longestFallback), blocks };
}

async function needsOf(services: Services, personId: string): Promise<{ needs: { words: string }[] }> {
  const db = services.kernel.database.prisma;
  const now = services.kernel.clock.now();
  const needs: { words: string }[] = [];
  const teams = await listTeams(db);
  const byTeam = Map.groupBy(await openCyclesOf(db, teams), ({ team }) => team.id);
  for (const cycle of teams.flatMap(({ id }) => byTeam.get(id) ?? [])) {
    for (const need of needsFrom(cycle, personId, now)) {
      needs.push({
        words: `${weekTitle(cycle)} · ${said(cycle.team.name, 60)} ${needWords(need, cycle, now)}`,
      });
    }
  }
  return { needs };
}

async function requireMember(services: Services, personId: string): Promise<void> {
  const refusal = whyMayNotAct(await services.people.find(personId));
  if (refusal !== undefined) throw new UserFacingError('not_a_member', refusal);
}
