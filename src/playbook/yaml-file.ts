import { readFileSync, statSync } from 'node:fs';
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
} from 'yaml';
import type { z } from 'zod';
import { describe, explain } from './explain.ts';

/** One thing wrong in a playbook file. Line and column count from 1; the pointer is a JSON pointer into the data. */
export interface PlaybookProblem {
  file: string;
  line: number;
  column: number;
  pointer: string;
  message: string;
}

export type YamlResult<T> = { kind: 'ok'; value: T } | { kind: 'invalid'; problems: PlaybookProblem[] };

type Path = readonly PropertyKey[];

/** A policy file is a few kilobytes; anything near this is not one. */
const maxFileBytes = 256 * 1024;
/** One slip can make the rest of a file unreadable; more than this many complaints help nobody. */
const maxProblems = 100;

/**
 * Reads one YAML file and checks it against a strict schema. Never throws for what is in the file: everything wrong with
 * it comes back at once, in the order of the file. `crossCheck` sees the raw data even where the schema refuses it.
 */
export function readYamlFile<S extends z.ZodType>(
  path: string,
  file: string,
  schema: S,
  crossCheck: (raw: unknown) => { path: Path; message: string }[] = () => [],
): YamlResult<z.infer<S>> {
  const source = readText(path);
  if (source.kind === 'unreadable')
    return invalid([{ file, line: 1, column: 1, pointer: '', message: source.message }]);
  const lines = new LineCounter();
  const at = (offset: number) => ({ line: lines.linePos(offset).line, column: lines.linePos(offset).col });
  try {
    const document = parseDocument(source.text, { lineCounter: lines, prettyErrors: false, strict: true });
    const refused = [...syntaxProblems(document), ...trickeries(document)];
    if (refused.length > 0) {
      return invalid(refused.map(({ offset, message }) => ({ file, ...at(offset), pointer: '', message })));
    }
    const raw: unknown = document.toJS({ maxAliasCount: 0 });
    const parsed = schema.safeParse(raw, { error: explain });
    const found = [...crossCheck(raw), ...(parsed.error?.issues ?? []).flatMap(inWords)];
    if (parsed.success && found.length === 0) return { kind: 'ok', value: parsed.data };
    return invalid(
      found.map(({ path: where, message }) => ({
        file,
        ...at(offsetOf(document, where)),
        pointer: pointerOf(where),
        message: sentence(where, message),
      })),
    );
  } catch (error) {
    // Brackets nested by the thousand exhaust the stack of whoever walks them.
    if (!(error instanceof RangeError)) throw error;
    return invalid([{ file, line: 1, column: 1, pointer: '', message: 'This file is nested too deeply.' }]);
  }
}

function invalid(problems: PlaybookProblem[]): { kind: 'invalid'; problems: PlaybookProblem[] } {
  const inOrder = problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
  return { kind: 'invalid', problems: inOrder.slice(0, maxProblems) };
}

function readText(path: string): { kind: 'text'; text: string } | { kind: 'unreadable'; message: string } {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) return { kind: 'unreadable', message: 'This is not a file.' };
    if (stats.size > maxFileBytes) {
      return { kind: 'unreadable', message: `This file is larger than ${maxFileBytes / 1024} KiB.` };
    }
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)) };
  } catch (error) {
    if (error instanceof TypeError) return { kind: 'unreadable', message: 'This file is not UTF-8 text.' };
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return { kind: 'unreadable', message: missing ? 'This file is missing.' : 'This file cannot be read.' };
  }
}

function syntaxProblems(document: Document): { offset: number; message: string }[] {
  return [...document.errors, ...document.warnings].map((problem) => ({
    offset: problem.pos[0],
    message: `This is not valid YAML: ${problem.message}.`,
  }));
}

/** What YAML can do and a policy file has no use for; it hides from a reviewer what the file says. */
function trickeries(document: Document): { offset: number; message: string }[] {
  const found: { offset: number; message: string }[] = [];
  if (document.directives?.yaml.version !== '1.2') {
    found.push({ offset: 0, message: 'Only YAML 1.2 is read here.' });
  }
  visit(document, {
    Node(_key, node) {
      const offset = node.range?.[0] ?? 0;
      if (isAlias(node))
        found.push({ offset, message: `Aliases (*${node.source}) are not allowed: write the value out.` });
      else if (node.anchor !== undefined) {
        found.push({ offset, message: `Anchors (&${node.anchor}) are not allowed.` });
      }
      if (!isAlias(node) && node.tag !== undefined)
        found.push({ offset, message: 'Tags (!) are not allowed.' });
    },
    Pair(_key, pair) {
      if (!isScalar(pair.key) || typeof pair.key.value !== 'string') {
        const offset = isNode(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
        found.push({ offset, message: 'A key has to be text.' });
      }
    },
  });
  return found;
}

/** The issue as one problem, or one for each unknown key. */
function inWords(issue: z.core.$ZodIssue): { path: Path; message: string }[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path, message: issue.message }];
  const messages = issue.message.split('\n');
  return issue.keys.map((key, index) => ({ path: [...issue.path, key], message: messages[index] ?? '' }));
}

/** A message that is only the end of a sentence gets the key in front of it. */
function sentence(path: Path, message: string): string {
  if (/^\p{Lu}/u.test(message)) return message;
  const last = path.at(-1);
  const subject =
    last === undefined ? 'The file' : typeof last === 'number' ? `Entry ${last + 1}` : describe(last);
  return `${subject} ${message}${/[.?]$/.test(message) ? '' : '.'}`;
}

/** Where a path points in the source: its key, its list entry, or, when it is missing, whatever should contain it. */
function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === step);
      if (pair === undefined) return offset;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = startOf(node) ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

/** RFC 6901. */
function pointerOf(path: Path): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
