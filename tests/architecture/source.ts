import { readdirSync, readFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import ts from 'typescript';

/** One import, export-from, dynamic import or import type of a file. */
export interface Import {
  readonly line: number;
  /**
   * A path from the repository's root for our own files, otherwise the package or built-in as written;
   * undefined for a dynamic import whose module is known only when it runs.
   */
  readonly target: string | undefined;
  /** Erased before anything runs. */
  readonly typeOnly: boolean;
  readonly dynamic: boolean;
}

/** A handwritten or generated source file, parsed. */
export interface Source {
  /** From the repository's root, with forward slashes. */
  readonly path: string;
  readonly imports: readonly Import[];
  readonly syntax: ts.SourceFile;
}

/** Top-level folders that hold no source of ours. */
const foreign: ReadonlySet<string> = new Set(['node_modules', 'dist', 'coverage', '.git', '.ci', '.github']);

/** Folders at the root that hold at least one source file; tests run with the root as working directory. */
export function sourceFolders(): string[] {
  return readdirSync('.', { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !foreign.has(entry.name) && sourcePaths(entry.name).length > 0)
    .map((entry) => entry.name);
}

/** Every source file below the repository's root, sorted by path. */
export function readSources(): Source[] {
  return sourceFolders().flatMap(sourcePaths).sort().map(readSource);
}

function sourcePaths(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => /\.(?:[cm]?ts|tsx|[cm]?js)$/.test(path) && !path.includes('/node_modules/'));
}

function readSource(path: string): Source {
  const syntax = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2023, true);
  return { path, imports: [...findImports(path, syntax)], syntax };
}

function* findImports(path: string, syntax: ts.SourceFile): Generator<Import> {
  for (const node of descendants(syntax)) {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined) {
      const typeOnly = ts.isImportDeclaration(node)
        ? node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
        : node.isTypeOnly;
      yield describe(node.moduleSpecifier, typeOnly, false);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [specifier] = node.arguments;
      if (specifier !== undefined) yield describe(specifier, false, true);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      yield describe(node.argument.literal, true, false);
    }
  }

  function describe(specifier: ts.Node, typeOnly: boolean, dynamic: boolean): Import {
    const text = ts.isStringLiteralLike(specifier) ? specifier.text : undefined;
    const target = text?.startsWith('.') ? posix.normalize(`${dirname(path)}/${text}`) : text;
    return { line: lineOf(syntax, specifier), target, typeOnly, dynamic };
  }
}

/** A node and all below it, in document order. */
export function* descendants(node: ts.Node): Generator<ts.Node> {
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => {
    children.push(child);
  });
  for (const child of children) {
    yield child;
    yield* descendants(child);
  }
}

/** First line is 1. */
export function lineOf(syntax: ts.SourceFile, node: ts.Node): number {
  return syntax.getLineAndCharacterOfPosition(node.getStart(syntax)).line + 1;
}
