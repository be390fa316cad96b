export { onEventsDropped, onGaveUp, onMessageFailed } from './admin-notices.ts';
export { isAdmin, listAdmins } from './admins.ts';
export { orgIds } from './ids.ts';
export { openSetup } from './open-setup.ts';
export { createPeople, namesOf } from './people.ts';
export { whyMayNotAct } from './person.ts';
export {
  createTeam,
  editTeam,
  setTeamState,
  type TeamDetails,
  teamChanged,
} from './save-team.ts';
export type { Services } from './services.ts';
export { orgRoutes } from './slack.ts';
export {
  membersOf,
  roleNames,
  rolesOf,
  type Team,
  type TeamRole,
  type WeeklyRhythm,
  WeeklyRhythmSchema,
} from './team.ts';
export { findTeam, findTeams, listTeams, teamsOf, teamsReportingTo } from './team-store.ts';
export { teamsMessage } from './teams-message.ts';
export { type UnusableHolder, unusableHolders, unusableHoldersIn } from './unusable-holders.ts';
export { nextWorkingInstant, type WorkingHours } from './working-time.ts';
