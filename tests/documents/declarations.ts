import { resolve } from 'node:path';
import ts from 'typescript';
import { subpaths } from '../architecture/public-face.ts';

/** A property of an interface that the package exports. */
export interface Member {
  readonly name: string;
  /** As declared, without `undefined`. */
  readonly type: string;
  readonly isOptional: boolean;
  /** The docstring, without stars and line breaks inside paragraphs; empty where there is none. */
  readonly documentation: string;
  /** The interface that declares it. */
  readonly declaredBy: string;
}

/** Reads the members of exported interfaces, inherited ones included, from the declarations in `dist`. */
export class Declarations {
  readonly #checker: ts.TypeChecker;
  readonly #program: ts.Program;

  constructor() {
    this.#program = ts.createProgram(
      subpaths.map(({ types }) => resolve(types)),
      {
        module: ts.ModuleKind.NodeNext,
        target: ts.ScriptTarget.ES2023,
        types: ['node'],
        noEmit: true,
        skipLibCheck: true,
      },
    );
    this.#checker = this.#program.getTypeChecker();
  }

  /** In the order of their declarations. Throws for a name that the subpath does not export. */
  members(specifier: string, name: string): readonly Member[] {
    const types = subpaths.find((each) => each.specifier === specifier)?.types;
    const file = types === undefined ? undefined : this.#program.getSourceFile(resolve(types));
    const module = file && this.#checker.getSymbolAtLocation(file);
    const exported = module && this.#checker.getExportsOfModule(module).find((each) => each.name === name);
    if (exported === undefined) throw new Error(`${specifier} does not export ${name}`);
    const symbol = exported.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(exported) : exported;
    return this.#checker
      .getDeclaredTypeOfSymbol(symbol)
      .getProperties()
      .map((each) => this.#member(each));
  }

  #member(symbol: ts.Symbol): Member {
    const declaration = symbol.valueDeclaration;
    if (declaration === undefined || !ts.isPropertySignature(declaration)) {
      throw new Error(`${symbol.name} is not a property of an interface`);
    }
    const { parent, type } = declaration;
    return {
      name: symbol.name,
      type: withoutUndefined(type?.getText().replaceAll(/\s+/g, ' ') ?? 'unknown'),
      isOptional: declaration.questionToken !== undefined,
      documentation: flowed(ts.displayPartsToString(symbol.getDocumentationComment(this.#checker))),
      declaredBy: ts.isInterfaceDeclaration(parent) ? parent.name.text : '',
    };
  }
}

/** `(() => void) | undefined` is `() => void`. */
function withoutUndefined(type: string): string {
  return type.replace(/ \| undefined$/, '').replace(/^\((.*=>.*)\)$/, '$1');
}

/** One line for each paragraph and each item of a list. */
function flowed(text: string): string {
  return text
    .replaceAll(/\n(?!\n|- )(?<!\n\n) */g, ' ')
    .replaceAll(/\n{2,}/g, '\n')
    .trim();
}
