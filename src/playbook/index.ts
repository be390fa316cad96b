export { formatProblem, loadPlaybook, type Playbook } from './load-playbook.ts';
export type {
  MeanMeasure,
  Measure,
  RatioMeasure,
} from './measures.ts';
export { defaultRetention, type RetentionPolicy } from './retention.ts';
export type { RhythmDefaults } from './rhythm-defaults.ts';
export {
  checkRhythm,
  type Moment,
  MomentSchema,
  type RhythmProblem,
} from './weekly-rhythm.ts';
