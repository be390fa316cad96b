import { embeddedDirectory, killSuite } from './kill-suite.ts';

killSuite('killed on the embedded database', {
  database: embeddedDirectory,
  randomKills: 2,
  statementKills: 3,
});
