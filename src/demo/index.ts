export { companySeed } from './company.ts';
export {
  clockOfPage,
  type OpenedWorkspace,
  openLocalWorkspace,
} from './local-workspace.ts';
export { seedDemo } from './seed-demo.ts';
