import type { JsonObject } from './json.ts';
import type { Person } from './types.ts';
import { nowSeconds, teamOf, type Workspace } from './workspace.ts';

function zoneOf(tz: string, nowMs: number): { label: string; offset: number } {
  try {
    const part = (timeZoneName: 'long' | 'longOffset') =>
      new Intl.DateTimeFormat('en-US', { timeZone: tz, timeZoneName })
        .formatToParts(nowMs)
        .find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const match = /GMT([+-])(\d{2}):(\d{2})/.exec(part('longOffset'));
    const seconds = match ? Number(match[2]) * 3_600 + Number(match[3]) * 60 : 0;
    return { label: part('long'), offset: match?.[1] === '-' ? -seconds : seconds };
  } catch {
    return { label: tz, offset: 0 };
  }
}

/** A person as users.info and user_change show them. `email` needs `users:read.email`. */
export function userJson(ws: Workspace, person: Person): JsonObject {
  const zone = zoneOf(person.tz, ws.clock.now());
  const team = teamOf(ws, person);
  const [first = '', ...last] = person.realName.split(' ');
  const base = {
    id: person.id,
    team_id: team,
    name: person.name,
    deleted: person.deleted === true,
    profile: {
      title: person.title ?? '',
      phone: '',
      real_name: person.realName,
      real_name_normalized: person.realName,
      display_name: person.name,
      display_name_normalized: person.name,
      first_name: first,
      last_name: last.join(' '),
      status_text: '',
      status_emoji: '',
      status_expiration: 0,
      team,
      ...(person.email !== undefined && ws.app.scopes.has('users:read.email') ? { email: person.email } : {}),
    },
    is_bot: false,
    is_app_user: false,
    updated: nowSeconds(ws),
    ...(person.isStranger === true ? { is_stranger: true } : {}),
  };
  // Slack shows hardly anything of a deactivated person.
  if (person.deleted === true) return base;
  return {
    ...base,
    color: '4b5563',
    real_name: person.realName,
    tz: person.tz,
    tz_label: zone.label,
    tz_offset: zone.offset,
    is_admin: person.isAdmin === true || person.isOwner === true,
    is_owner: person.isOwner === true,
    is_primary_owner: false,
    is_restricted: person.isRestricted === true || person.isUltraRestricted === true,
    is_ultra_restricted: person.isUltraRestricted === true,
    is_email_confirmed: true,
    who_can_share_contact_card: 'EVERYONE',
  };
}

/** The app's bot user. */
export function botUserJson(ws: Workspace): JsonObject {
  const { app } = ws;
  return {
    id: app.botUserId,
    team_id: ws.team.id,
    name: app.botName,
    deleted: false,
    real_name: app.name,
    tz: 'America/Los_Angeles',
    profile: {
      real_name: app.name,
      real_name_normalized: app.name,
      display_name: '',
      display_name_normalized: '',
      api_app_id: app.id,
      bot_id: app.botId,
      always_active: true,
      team: ws.team.id,
    },
    is_admin: false,
    is_owner: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_bot: true,
    is_app_user: false,
    updated: nowSeconds(ws),
  };
}

/** Slackbot is in every workspace's list, and says of itself that it is no bot. */
export function slackbotJson(ws: Workspace): JsonObject {
  return {
    id: 'USLACKBOT',
    team_id: ws.team.id,
    name: 'slackbot',
    deleted: false,
    real_name: 'Slackbot',
    tz: 'America/Los_Angeles',
    profile: { real_name: 'Slackbot', display_name: 'Slackbot', team: ws.team.id },
    is_admin: false,
    is_owner: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_bot: false,
    is_app_user: false,
    updated: 0,
  };
}
