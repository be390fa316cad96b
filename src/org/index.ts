export { onGaveUp, onMessageFailed } from './admin-notices.ts';
export { isAdmin, listAdmins } from './admins.ts';
export { orgIds } from './ids.ts';
export { openSetup } from './open-setup.ts';
export { createPeople, namesOf, type People } from './people.ts';
export { type Person, whyMayNotAct } from './person.ts';
export {
  createTeam,
  editTeam,
  mayEditTeam,
  setTeamState,
  type TeamDetails,
  teamChanged,
} from './save-team.ts';
export type { Services } from './services.ts';
export { orgRoutes } from './slack.ts';
export {
  type ChannelSlot,
  channelSlotNames,
  membersOf,
  roleNames,
  rolesOf,
  type Team,
  type TeamPeople,
  type TeamRole,
  type WeeklyRhythm,
  WeeklyRhythmSchema,
} from './team.ts';
export { findTeam, listTeams, teamsOf, teamsReportingTo } from './team-store.ts';
export { teamsMessage } from './teams-message.ts';
export { searchZones } from './time-zones.ts';
export { type UnusableHolder, unusableHolders } from './unusable-holders.ts';
export { isWorkingTime, nextWorkingInstant, type WorkingHours } from './working-time.ts';
