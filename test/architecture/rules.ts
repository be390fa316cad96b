import { COMPUTED, type Import, type Module } from './modules.ts';

/**
 * The rooms of src/, from the ground up. A module imports from rooms below its own; rooms on one floor do not know
 * each other. A room that is missing here is refused, so that a new one is given its place.
 */
export const FLOORS: readonly (readonly string[])[] = [
  ['blockkit', 'kernel'],
  ['slack', 'playbook'],
  ['org'],
  ['escalations'],
  ['reviews'],
  ['workflows'],
  ['kpi'],
  ['rhythm'],
  ['governance'],
  ['home', 'http', 'cli', 'demo'],
  ['subscriptions.ts'],
  ['app.ts'],
  ['main.ts'],
];

/** Programs: they wire everything below, read the environment, and nothing imports them. */
const PROGRAMS: readonly string[] = ['src/main.ts', 'src/cli/main.ts', 'sandbox/main.ts'];
const CLOCK = 'src/kernel/clock.ts';

function roomOf(path: string): string {
  return path.split('/')[1] ?? path;
}

function floorOf(path: string): number {
  return PROGRAMS.includes(path)
    ? FLOORS.length - 1
    : FLOORS.findIndex((rooms) => rooms.includes(roomOf(path)));
}

function isLocal({ target }: Import): boolean {
  return /^(src|sandbox)\//.test(target);
}

function* breaksInSource(module: Module, each: Import): Generator<string> {
  const { target } = each;
  if (target.startsWith('test/') || target.startsWith('scripts/') || target.startsWith('bench/'))
    yield 'the product does not import what serves its making';
  if (target.startsWith('sandbox/')) {
    if (target !== 'sandbox/index.ts') yield 'the local workspace is entered by sandbox/index.ts';
    if (each.kind === 'value') yield 'the local workspace is loaded only when it is used: import() or a type';
    if (!PROGRAMS.includes(module.path) && roomOf(module.path) !== 'demo')
      yield 'only the programs and src/demo know the local workspace';
  }
  if (!target.startsWith('src/')) return;
  const [from, to] = [roomOf(module.path), roomOf(target)];
  if (from === to && !PROGRAMS.includes(module.path)) return;
  if (from !== to && floorOf(target) >= floorOf(module.path)) yield 'imports only point down';
  const isFace = target === `src/${to}/index.ts` || target === `src/${to}`;
  if (from !== to && to !== 'kernel' && !isFace) yield `other rooms import only src/${to}/index.ts`;
}

function* breaksOfImport(module: Module, each: Import): Generator<string> {
  const { path } = module;
  if (each.target === COMPUTED) yield 'a computed import() cannot be checked';
  if (PROGRAMS.includes(each.target)) yield 'nothing imports a program';
  if (path.startsWith('src/blockkit/') && !each.target.startsWith('src/blockkit/'))
    yield 'blockkit imports nothing';
  if (
    path.startsWith('sandbox/') &&
    each.target.startsWith('src/') &&
    each.target !== 'src/blockkit/index.ts'
  )
    yield 'the local workspace imports only src/blockkit/index.ts';
  if (path.startsWith('src/')) yield* breaksInSource(module, each);
}

function* breaksOf(module: Module): Generator<string> {
  const { path } = module;
  if (path.startsWith('src/') && floorOf(path) === -1) yield `${path}: this room has no floor yet`;
  for (const each of module.imports)
    for (const rule of breaksOfImport(module, each)) yield `${path}:${each.line}: ${each.target}: ${rule}`;
  if (!path.startsWith('src/')) return;
  for (const { what, line } of module.touches) {
    if (what === 'clock' && path !== CLOCK) yield `${path}:${line}: only ${CLOCK} reads the time`;
    if (what === 'environment' && !PROGRAMS.includes(path))
      yield `${path}:${line}: only the programs read process.env`;
  }
}

/** Every break of a rule, one line each with file and line; an empty list is a sound house. */
export function findBreaks(modules: readonly Module[]): string[] {
  return modules.flatMap((module) => [...breaksOf(module)]);
}

/** Every circle of imports that a walk meets, as its modules in order; type imports count as imports. */
export function findCircles(modules: readonly Module[]): string[] {
  const graph = new Map(modules.map(({ path, imports }) => [path, imports.filter(isLocal)]));
  const done = new Set<string>();
  const circles: string[] = [];

  function walk(path: string, trail: readonly string[]): void {
    const start = trail.indexOf(path);
    if (start !== -1) {
      circles.push([...trail.slice(start), path].join(' → '));
      return;
    }
    if (done.has(path)) return;
    for (const { target } of graph.get(path) ?? []) walk(target, [...trail, path]);
    done.add(path);
  }

  for (const path of graph.keys()) walk(path, []);
  return circles;
}
