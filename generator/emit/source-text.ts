import { IndentationText, Project, QuoteKind, type StatementStructures } from 'ts-morph';
import { quote } from '../names/identifier.ts';
import { oneLineDoc, originLine, wrapDoc } from './comment.ts';

/** Names a generated file imports from one module: true if the value is needed, false for the type alone. */
export interface ImportFrom {
  readonly specifier: string;
  readonly names: ReadonlyMap<string, boolean>;
  /** The default export instead, under a name of this file's. */
  readonly default?: { readonly name: string; readonly typeOnly: boolean };
}

export type Statement = StatementStructures | string;

let shared: Project | undefined;

/**
 * Prints one generated file: the line with its sources, imports in the formatter's order, statements
 * with a blank line between them.
 */
export function sourceText(
  sources: readonly string[],
  imports: readonly ImportFrom[],
  statements: readonly Statement[],
): string {
  shared ??= new Project({
    useInMemoryFileSystem: true,
    manipulationSettings: {
      indentationText: IndentationText.TwoSpaces,
      quoteKind: QuoteKind.Single,
      useTrailingCommas: true,
    },
  });
  const project = shared;
  const body = statements.map((statement) => printStatement(project, statement)).join('\n\n');
  const head = [originLine(sources), ...importLines(imports)];
  return `${head.join('\n')}${imports.length > 0 ? '\n' : ''}\n${body}\n`;
}

function printStatement(project: Project, statement: Statement): string {
  if (typeof statement === 'string') return statement;
  const file = project.createSourceFile('statement.ts', { statements: [statement] }, { overwrite: true });
  return file.getFullText().trim();
}

/** A doc comment's text, wrapped for an indentation of `depth` steps, in the form ts-morph takes. */
export function docText(doc: string, depth = 0): string {
  return oneLineDoc(doc, depth) ?? `\n${wrapDoc(doc, depth).join('\n')}`;
}

/** Packages first, then files by distance, farthest first: the formatter's order. */
function importLines(imports: readonly ImportFrom[]): readonly string[] {
  const distance = (specifier: string): number =>
    specifier.startsWith('.') ? 1000 - (specifier.match(/\.\.\//g)?.length ?? 0) : 0;
  const sorted = imports.toSorted(
    (a, b) => distance(a.specifier) - distance(b.specifier) || comparePaths(a.specifier, b.specifier),
  );
  return sorted.map((each) =>
    each.default === undefined ? importLine(each.specifier, each.names) : defaultLine(each),
  );
}

function defaultLine({ specifier, default: imported }: ImportFrom): string {
  return `import ${imported?.typeOnly === true ? 'type ' : ''}${imported?.name ?? ''} from ${quote(specifier)};`;
}

function importLine(specifier: string, names: ReadonlyMap<string, boolean>): string {
  const sorted = [...names].toSorted(([a], [b]) => compare(a, b));
  const typesOnly = sorted.every(([, value]) => !value);
  const parts = sorted.map(([name, value]) => (value || typesOnly ? name : `type ${name}`));
  const keyword = typesOnly ? 'import type' : 'import';
  const single = `${keyword} { ${parts.join(', ')} } from ${quote(specifier)};`;
  if (single.length <= 120) return single;
  return `${keyword} {\n${parts.map((part) => `  ${part},\n`).join('')}} from ${quote(specifier)};`;
}

/** The formatter compares paths without their extension: `./alert.ts` precedes `./alert-level.ts`. */
export function comparePaths(a: string, b: string): number {
  return compare(a.replace(/\.ts$/, ''), b.replace(/\.ts$/, ''));
}

/** The formatter's order: letters before case, so `equalBytes` is between `Codec` and `Reader`. */
function compare(a: string, b: string): number {
  const [lowerA, lowerB] = [a.toLowerCase(), b.toLowerCase()];
  if (lowerA !== lowerB) return lowerA < lowerB ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
