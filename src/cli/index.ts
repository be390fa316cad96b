export { answerRequest } from './requests.ts';
