export { answerRequest, RequestSchema } from './requests.ts';
