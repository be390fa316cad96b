export { recordReceipt } from './close-cycle.ts';
export type { Cycle } from './cycle.ts';
export { rhythmDue } from './due.ts';
export { type Need, needsFrom } from './needs.ts';
export { planCycles } from './plan-cycles.ts';
export { rhythmRoutes } from './slack.ts';
export { openCyclesOf } from './store.ts';
export { needButton, needWords } from './views/nudge-message.ts';
