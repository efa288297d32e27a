import { posix, resolve } from 'node:path';
import ts from 'typescript';
import { documentExamples } from './document-examples.ts';
import { generatorSubpaths, subpaths } from './public-face.ts';
import { descendants, readSources } from './source.ts';

/** A name that a package exports. */
export interface ExportedName {
  /** `wirechart/dtls13` */
  readonly specifier: string;
  readonly name: string;
  readonly documented: boolean;
  /**
   * A test, an example or a program in a document imports it, from any module that exports it. A type may instead be named
   * in the declaration of something that is reached, since a program that calls a function uses its types.
   */
  readonly reached: boolean;
}

/** An import of one name, or of all values of a module. */
interface NamedImport {
  /** A path from the root for our own files, otherwise the specifier. */
  readonly target: string;
  /** undefined: all values. */
  readonly name: string | undefined;
}

/** Every name that every subpath of both packages exports, as the declarations in `dist` say. */
export function readExportedNames(): readonly ExportedName[] {
  const entries = [...subpaths, ...generatorSubpaths];
  const imports = [...importsOfSources(), ...importsOfDocuments()];
  const declarations = (target: string): string => {
    const entry = entries.find(({ specifier }) => specifier === target);
    return resolve(entry?.types ?? `dist/${target.replace(/\.ts$/, '.d.ts')}`);
  };
  const files = new Set([
    ...entries.map(({ types }) => resolve(types)),
    ...imports.map((each) => declarations(each.target)),
  ]);
  const program = ts.createProgram([...files], {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    types: ['node'],
    noEmit: true,
    skipLibCheck: true,
  });
  const checker = program.getTypeChecker();
  const exportsOf = (path: string): readonly ts.Symbol[] => {
    const file = program.getSourceFile(path);
    const module = file && checker.getSymbolAtLocation(file);
    return module === undefined ? [] : checker.getExportsOfModule(module);
  };
  const declared = (symbol: ts.Symbol): ts.Symbol =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const imported = imports.flatMap(({ target, name }) => {
    const symbols = exportsOf(declarations(target)).map((each) => [each.name, declared(each)] as const);
    return symbols
      .filter(([own, symbol]) => (name === undefined ? (symbol.flags & ts.SymbolFlags.Value) !== 0 : own === name))
      .map(([, symbol]) => symbol);
  });
  const reached = withTypes(imported, (node) => {
    const symbol = checker.getSymbolAtLocation(node);
    return symbol && declared(symbol);
  });
  return entries.flatMap(({ specifier, types }) =>
    exportsOf(resolve(types)).map((symbol) => ({
      specifier,
      name: symbol.name,
      documented: declared(symbol).getDocumentationComment(checker).length > 0,
      reached: reached.has(declared(symbol)),
    })),
  );
}

/** Symbols, and the types that their declarations name, and so on. */
function withTypes(
  symbols: readonly ts.Symbol[],
  symbolOf: (node: ts.Identifier) => ts.Symbol | undefined,
): ReadonlySet<ts.Symbol> {
  const found = new Set<ts.Symbol>();
  const waiting = [...symbols];
  for (let symbol = waiting.pop(); symbol !== undefined; symbol = waiting.pop()) {
    if (found.has(symbol)) continue;
    found.add(symbol);
    for (const declaration of symbol.declarations ?? []) {
      // Only our own declarations lead on to types of ours.
      if (/[\\/]node_modules[\\/]/.test(declaration.getSourceFile().fileName)) continue;
      for (const node of descendants(declaration)) {
        const named = ts.isIdentifier(node) ? symbolOf(node) : undefined;
        if (named !== undefined && named.flags & ts.SymbolFlags.Type) waiting.push(named);
      }
    }
  }
  return found;
}

function importsOfSources(): readonly NamedImport[] {
  return readSources()
    .filter(({ path }) => /^(?:tests|examples)\//.test(path))
    .flatMap(({ path, syntax }) => [...namedImports(path, syntax)]);
}

function importsOfDocuments(): readonly NamedImport[] {
  return documentExamples().flatMap(({ document, code }) => [
    ...namedImports(document, ts.createSourceFile(document, code, ts.ScriptTarget.ES2023, true)),
  ]);
}

/** Names in `import { a, type b } from '...'`, and all of `import * as a from '...'`. */
function* namedImports(path: string, syntax: ts.SourceFile): Generator<NamedImport> {
  for (const node of descendants(syntax)) {
    if (ts.isImportDeclaration(node) && node.importClause?.namedBindings !== undefined) {
      const { namedBindings } = node.importClause;
      const target = targetOf(path, node.moduleSpecifier);
      if (target === undefined) continue;
      if (ts.isNamespaceImport(namedBindings)) yield { target, name: undefined };
      else
        for (const { propertyName, name } of namedBindings.elements)
          yield { target, name: (propertyName ?? name).text };
    }
  }
}

/** Only our own modules count. */
function targetOf(path: string, specifier: ts.Expression): string | undefined {
  if (!ts.isStringLiteral(specifier)) return undefined;
  const { text } = specifier;
  if (text.startsWith('.')) return posix.normalize(`${posix.dirname(path)}/${text}`);
  return text.startsWith('wirechart') ? text : undefined;
}
