import { type ModalView, modal, safeMrkdwn, section } from '../../blockkit/index.ts';
import { weekdayNames } from '../../kernel/wall-time.ts';
import { channelMention, mention } from '../../slack/index.ts';
import { promptTimeInWords, zoneInWords } from '../say-week.ts';
import type { Team } from '../team.ts';

/** After `/pace setup`: what happens next, without anybody doing anything. */
export function teamCreatedView(team: Team, firstFocusAt: Date): ModalView {
  const { channels, people, rhythm } = team;
  const when = promptTimeInWords(firstFocusAt, rhythm.zone);
  return modal({
    title: 'Team set up',
    close: 'Close',
    blocks: [
      section(
        `*${safeMrkdwn(team.name)} is set up.* The first focus prompt goes to ${channelMention(channels.team)} on ${safeMrkdwn(when)}, to ${mention(people.operationsLead)}.`,
      ),
      section('Until then there is nothing to do. `/pace teams` shows and changes the settings.'),
    ],
  });
}

/** After a change. */
export function teamSavedView({ name, channels, people, rhythm }: Team): ModalView {
  const { focus, zone } = rhythm;
  return modal({
    title: 'Team saved',
    close: 'Close',
    blocks: [
      section(
        `*${safeMrkdwn(name)} is saved.* Its focus prompts go to ${channelMention(channels.team)}, ${weekdayNames[focus.day - 1]}s at ${focus.time} ${safeMrkdwn(zoneInWords(zone))}, to ${mention(people.operationsLead)}.`,
      ),
    ],
  });
}
