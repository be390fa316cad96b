export { homeJob, refreshEveryHome, refreshHomes } from './publish-home.ts';
export { homeRoutes } from './slack.ts';
