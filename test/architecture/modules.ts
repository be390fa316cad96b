import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { type MemberExpression, type Node, parseSync, Visitor } from 'oxc-parser';

/** How a module names another: for its values, only for types, or while running. */
export type ImportKind = 'value' | 'type' | 'dynamic';

/** One import of a module; `target` is a path from the root of the repository, or a package, or `node:…`. */
export type Import = { readonly target: string; readonly kind: ImportKind; readonly line: number };

/** Something that only a few modules may touch. */
export type Touch = { readonly what: 'clock' | 'environment'; readonly line: number };

/** The target of an `import()` whose path is computed while running. */
export const COMPUTED = '(computed)';

/** What the rules need to know of one source file; `path` counts from the root of the repository, with `/`. */
export type Module = {
  readonly path: string;
  readonly imports: readonly Import[];
  readonly touches: readonly Touch[];
};

/** The paths of the source files below the given folders, sorted; a folder that is missing counts as empty. */
export function listSources(root: string, folders: readonly string[]): string[] {
  return folders
    .flatMap((folder) => {
      try {
        return readdirSync(posix.join(root, folder), { recursive: true, encoding: 'utf8' }).map((entry) =>
          posix.join(folder, entry.replaceAll('\\', '/')),
        );
      } catch {
        return [];
      }
    })
    .filter((path) => /\.[cm]?[jt]sx?$/.test(path) && !path.endsWith('.d.ts'))
    .sort();
}

/** Reads and parses one file. Throws when the parser finds an error: a file that was not understood is not checked. */
export function readModule(root: string, path: string): Module {
  return parseModule(path, readFileSync(posix.join(root, path), 'utf8'));
}

function propertyName(member: MemberExpression): string | undefined {
  if (member.property.type === 'Identifier' && !member.computed) return member.property.name;
  return member.property.type === 'Literal' ? String(member.property.value) : undefined;
}

/** What `text` imports, re-exports and touches, type imports and `import('…')` included. */
export function parseModule(path: string, text: string): Module {
  const parsed = parseSync(path, text, { preserveParens: false });
  const [error] = parsed.errors;
  if (error !== undefined) throw new SyntaxError(`${path}: ${error.message}`);

  const imports: Import[] = [];
  const touches: Touch[] = [];
  const lineOf = (node: Node) => text.slice(0, node.start).split('\n').length;

  function imported(specifier: string, kind: ImportKind, node: Node): void {
    const target = specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier;
    imports.push({ target, kind, line: lineOf(node) });
  }
  function touched(what: Touch['what'], node: Node): void {
    touches.push({ what, line: lineOf(node) });
  }

  new Visitor({
    ImportDeclaration(node) {
      imported(node.source.value, node.importKind === 'type' ? 'type' : 'value', node);
      const fromProcess = node.source.value === 'process' || node.source.value === 'node:process';
      const takesEnvironment = node.specifiers.some(
        (each) =>
          each.type === 'ImportSpecifier' &&
          each.imported.type === 'Identifier' &&
          each.imported.name === 'env',
      );
      if (fromProcess && takesEnvironment) touched('environment', node);
    },
    ExportNamedDeclaration(node) {
      if (node.source !== null)
        imported(node.source.value, node.exportKind === 'type' ? 'type' : 'value', node);
    },
    ExportAllDeclaration(node) {
      imported(node.source.value, node.exportKind === 'type' ? 'type' : 'value', node);
    },
    ImportExpression(node) {
      const { source } = node;
      const path = source.type === 'Literal' && typeof source.value === 'string' ? source.value : undefined;
      // A computed path cannot be followed; it becomes a target of its own that the rules refuse.
      imported(path ?? COMPUTED, 'dynamic', node);
    },
    TSImportType(node) {
      imported(node.source.value, 'type', node);
    },
    NewExpression(node) {
      const isDate = node.callee.type === 'Identifier' && node.callee.name === 'Date';
      if (isDate && node.arguments.length === 0) touched('clock', node);
    },
    CallExpression(node) {
      if (node.callee.type === 'Identifier' && node.callee.name === 'Date') touched('clock', node);
    },
    MemberExpression(node) {
      const object = node.object.type === 'Identifier' ? node.object.name : undefined;
      const property = propertyName(node);
      if (object === 'Date' && property === 'now') touched('clock', node);
      if (object === 'process' && property === 'env') touched('environment', node);
    },
  }).visit(parsed.program);

  return { path, imports, touches };
}
