export { formatProblem, type LoadedPlaybook, loadPlaybook, type Playbook } from './load-playbook.ts';
export {
  type MeanMeasure,
  type Measure,
  type RatioMeasure,
  type Role,
  RoleSchema,
} from './measures.ts';
export type { RhythmDefaults } from './rhythm-defaults.ts';
export {
  checkRhythm,
  type Moment,
  MomentSchema,
  type RhythmProblem,
  type RhythmTimes,
} from './weekly-rhythm.ts';
export type { PlaybookProblem } from './yaml-file.ts';
