import { cpus } from 'node:os';
import { click } from './click.ts';
import { contention } from './contention.ts';
import { type Bench, type Figure, load } from './figures.ts';
import { home } from './home.ts';
import { monday } from './monday.ts';
import { startup } from './startup.ts';

// The figures of docs/performance.md, each measured beside its reference in the same run:
//   node bench/run.ts [click] [startup] [monday] [contention] [home]
// Without a name all of them run. Prints a JSON line for each figure as soon as it is known, then a table. What needs
// PostgreSQL is left out, with a word, where the machine has none.

const benches: Readonly<Record<string, Bench>> = { click, startup, monday, contention, home };

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in benches));
if (unknown.length > 0) {
  process.stderr.write(`No bench is called ${unknown.join(', ')}: ${Object.keys(benches).join(', ')}.\n`);
  process.exit(2);
}

const figures: Figure[] = [];
for (const [name, bench] of Object.entries(benches)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const loadBefore = load();
  await bench((figure) => {
    figures.push(figure);
    const line = { bench: name, ...figure, loadBefore, load: load(), cores: cpus().length };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  });
}

const header = ['figure', 'aim', 'seen', 'reference', 'ratio', 'met', 'conditions'];
const rows = figures.map((one) => [
  one.figure,
  one.aim,
  one.seen,
  one.reference,
  one.ratio === undefined ? '' : String(one.ratio),
  one.met === undefined ? '' : one.met ? 'yes' : 'NO',
  one.conditions,
]);
process.stdout.write(`\n| ${header.join(' | ')} |\n|${header.map(() => '---').join('|')}|\n`);
for (const row of rows) process.stdout.write(`| ${row.join(' | ')} |\n`);
process.exit(figures.every(({ met }) => met !== false) ? 0 : 1);
