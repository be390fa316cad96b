export { companySeed } from './company.ts';
export { type LocalWorkspaceConfig, type OpenedWorkspace, openLocalWorkspace } from './local-workspace.ts';
export { seedDemo } from './seed-demo.ts';
