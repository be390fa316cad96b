import { tellTheWeek } from './week.ts';

tellTheWeek('a week on the embedded database, over Socket Mode', () => ({}));
tellTheWeek('a week on the embedded database, over HTTP', () => ({ transport: 'http' }));
