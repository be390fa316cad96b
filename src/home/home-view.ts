import {
  actions,
  button,
  context,
  divider,
  type HomeBlock,
  type HomeView,
  header,
  home,
  mrkdwn,
  section,
} from '../blockkit/index.ts';
import { formatInZone } from '../kernel/wall-time.ts';
import { orgIds, roleNames } from '../org/index.ts';
import {
  actionWords,
  blockerWords,
  type Cycle,
  cycleSummary,
  itemButtons,
  needButton,
  needWords,
  said,
  weekTitle,
} from '../rhythm/index.ts';
import { mention } from '../slack/index.ts';
import type { HomeData } from './load-home.ts';

/** A Home has room for 100 blocks; these leave plenty, and name what is left out. */
const mostItems = 12;
const mostTeams = 20;
const mostDates = 4;

/** App Home: what needs me now, this week, my next dates; one next step where there is nothing. */
export function homeView(data: HomeData): HomeView {
  if (!data.hasAnyTeam) return home(welcome());
  if (data.teams.length === 0) return home([...withoutTeam(), ...trouble(data)]);
  return home([
    ...needsBlocks(data),
    ...weekBlocks(data),
    ...dateBlocks(data),
    ...trouble(data),
    smallPrint(),
  ]);
}

function welcome(): HomeBlock[] {
  return [
    header("I keep your team's week"),
    section(
      "A focus at the start, a checkpoint in the middle, a review at the end, and a snapshot for leadership. I ask in your team's channel; you answer in short forms.",
    ),
    actions([button(orgIds.setUpTeam, 'Set up a team', { style: 'primary' })]),
    context('It takes about two minutes, and everything can be changed later.'),
  ];
}

function withoutTeam(): HomeBlock[] {
  return [
    header('Nothing needs you'),
    section(
      'You hold no role in a team yet. An operations lead or an admin can give you one, or you can set up a team of your own.',
    ),
    actions([button(orgIds.setUpTeam, 'Set up a team')]),
  ];
}

function needsBlocks(data: HomeData): HomeBlock[] {
  const items: HomeBlock[] = [
    ...data.needs.map(({ cycle, need }) =>
      section(mrkdwn(`${weekOf(cycle)} ${needWords(need, cycle, data.now)}`), {
        accessory: needButton(cycle, need, false),
      }),
    ),
    ...data.blockers.map(({ cycle, blocker }) =>
      section(mrkdwn(`${weekOf(cycle)}\n${blockerWords(cycle, blocker, data.now)}`), {
        accessory: itemButtons.resolve(cycle.id, blocker),
      }),
    ),
    ...data.actions.map(({ cycle, action }) =>
      section(mrkdwn(`${weekOf(cycle)}\n*To do* ${actionWords(cycle, action, data.now)}`), {
        accessory: itemButtons.finish(cycle.id, action),
      }),
    ),
  ];
  if (items.length === 0) {
    const next = data.nextDates.find(({ what }) => what !== 'snapshot');
    const when =
      next === undefined ? '' : ` The next prompt is ${formatInZone(next.at, data.zone, 'dated')}.`;
    return [header('Nothing needs you'), section(`No answer of yours is missing.${when}`)];
  }
  const rest = items.length - mostItems;
  return [
    header(`Needs you now (${items.length})`),
    ...items.slice(0, mostItems),
    ...(rest > 0 ? [context(`and ${rest} more`)] : []),
  ];
}

function weekBlocks({ weeks, now }: HomeData): HomeBlock[] {
  const rest = weeks.length - mostTeams;
  return [
    divider(),
    header('This week'),
    ...weeks
      .slice(0, mostTeams)
      .map(({ cycle, early }) =>
        section(
          mrkdwn(`${weekOf(cycle)} ${cycleSummary(cycle, now)}`),
          early === undefined ? {} : { accessory: needButton(cycle, early, false) },
        ),
      ),
    ...(rest > 0 ? [context(`and ${rest} more teams`)] : []),
  ];
}

function dateBlocks({ nextDates, zone }: HomeData): HomeBlock[] {
  if (nextDates.length === 0) return [];
  const words = nextDates
    .slice(0, mostDates)
    .map(({ cycle, what, at }) => `${formatInZone(at, zone, 'dated')} ${what}, ${said(cycle.team.name, 60)}`);
  return [
    divider(),
    header('Your next dates'),
    section(mrkdwn(words.join('\n'))),
    context(`Times in your zone, ${zone}.`),
  ];
}

/** For admins only; empty for everybody else and when all is well. */
function trouble({ trouble: { undelivered, holders } }: HomeData): HomeBlock[] {
  if (undelivered === 0 && holders.length === 0) return [];
  const lines = [
    ...(undelivered === 0
      ? []
      : [
          `${undelivered} ${undelivered === 1 ? 'message' : 'messages'} could not be delivered; my direct messages to you say what to do.`,
        ]),
    ...holders
      .slice(0, mostItems)
      .map(
        ({ team, holder }) =>
          `${said(team.name, 60)}: ${roleNames[holder.role]} ${mention(holder.personId)} ${holder.why}`,
      ),
  ];
  return [divider(), header('For admins'), section(mrkdwn(lines.join('\n')))];
}

function smallPrint(): HomeBlock {
  return context('`/pace help` shows what you can type.');
}

function weekOf(cycle: Cycle): string {
  return `*${weekTitle(cycle)} · ${said(cycle.team.name, 60)}*`;
}
