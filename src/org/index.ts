export { isAdmin, listAdmins } from './admins.ts';
export { createPeople, namesOf, type People } from './people.ts';
export { type Person, whyMayNotAct } from './person.ts';
export { createTeam, editTeam, mayEditTeam, setTeamState, type TeamDetails, teamChanged } from './save-team.ts';
export type { Services } from './services.ts';
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
export { searchZones } from './time-zones.ts';
export { isWorkingTime, nextWorkingInstant, type WorkingHours } from './working-time.ts';
