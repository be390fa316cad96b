export { type HttpFace, startHttpFace } from './server.ts';
