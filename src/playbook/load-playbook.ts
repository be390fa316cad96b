import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Measure, MeasuresFileSchema, repeatedIds } from './measures.ts';
import { defaultRetention, RetentionFileSchema, type RetentionPolicy } from './retention.ts';
import { type RhythmDefaults, RhythmFileSchema } from './rhythm-defaults.ts';
import { type PlaybookProblem, readYamlFile, type YamlResult } from './yaml-file.ts';

/** The company's policy, typed and deep-frozen. */
export interface Playbook {
  readonly measures: readonly Measure[];
  readonly rhythm: RhythmDefaults;
  readonly retention: RetentionPolicy;
}

export type LoadedPlaybook =
  | { kind: 'ok'; playbook: Playbook }
  | { kind: 'invalid'; problems: PlaybookProblem[] };

/**
 * Reads the playbook in `dir`. Either all of it is sound, or every problem of every file is listed with its place;
 * problems name files relative to `dir`. Never throws for what is in the files or for missing ones.
 */
export function loadPlaybook(dir: string): LoadedPlaybook {
  const measures = readYamlFile(join(dir, 'measures.yml'), 'measures.yml', MeasuresFileSchema, repeatedIds);
  const rhythm = readYamlFile(join(dir, 'rhythm.yml'), 'rhythm.yml', RhythmFileSchema);
  const retention = readRetention(join(dir, 'retention.yml'));
  if (measures.kind === 'ok' && rhythm.kind === 'ok' && retention.kind === 'ok') {
    const playbook = { measures: measures.value, rhythm: rhythm.value, retention: retention.value };
    return { kind: 'ok', playbook: deepFreeze(playbook) };
  }
  return {
    kind: 'invalid',
    problems: [...problemsOf(measures), ...problemsOf(rhythm), ...problemsOf(retention)],
  };
}

/** The one file that may be missing: playbooks are older than it. */
function readRetention(file: string): YamlResult<RetentionPolicy> {
  if (!existsSync(file)) return { kind: 'ok', value: { ...defaultRetention } };
  return readYamlFile(file, 'retention.yml', RetentionFileSchema);
}

/** A problem as one line: `measures.yml:12:5 "decimals" has to be a whole number, not "one".` */
export function formatProblem({ file, line, column, message }: PlaybookProblem): string {
  return `${file}:${line}:${column} ${message}`;
}

function problemsOf(result: YamlResult<unknown>): PlaybookProblem[] {
  return result.kind === 'invalid' ? result.problems : [];
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null) deepFreeze(part);
  }
  return Object.freeze(value);
}
