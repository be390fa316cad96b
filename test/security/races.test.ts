import { runRaces } from './races.ts';

runRaces('two at the same instant, on the embedded database');
