export { startHttpFace } from './server.ts';
