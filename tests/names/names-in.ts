import { basename } from 'node:path';
import ts from 'typescript';

/** A place in a file where a banned name was found. */
export interface Occurrence {
  readonly path: string;
  /** First line is 1; 0 for the name of the file. */
  readonly line: number;
  readonly found: string;
}

/** The words of a text, with the line that each begins on. */
interface Words {
  readonly text: string;
  lineAt(index: number): number;
}

/** A file read once, to be searched for many names. */
export class SearchedFile {
  readonly path: string;
  readonly #name: string;
  readonly #identifiers = new Map<string, number[]>();
  readonly #words: Words;

  constructor(path: string, text: string) {
    this.path = path;
    this.#name = basename(path).replace(/\..*$/, '');
    if (/\.[cm]?[jt]s$/.test(path)) this.#readIdentifiers(text);
    this.#words = wordsOf(text);
  }

  hasName(name: string): boolean {
    return this.#name === name;
  }

  /** Lines on which the code has this identifier. */
  identifier(name: string): readonly number[] {
    return this.#identifiers.get(name) ?? [];
  }

  /** Lines on which this phrase begins, in comments, strings and documents. */
  phrase(phrase: string): readonly number[] {
    const pattern = new RegExp(`(?<![\\w-])${phrase.replaceAll(' ', ' +')}(?![\\w-])`, 'gi');
    return [...this.#words.text.matchAll(pattern)].map(({ index }) => this.#words.lineAt(index));
  }

  #readIdentifiers(text: string): void {
    const syntax = ts.createSourceFile(this.path, text, ts.ScriptTarget.ES2023, false);
    const visit = (node: ts.Node): void => {
      if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) {
        const name = node.text.replace(/^#/, '');
        const line = syntax.getLineAndCharacterOfPosition(node.getStart(syntax)).line + 1;
        this.#identifiers.set(name, [...(this.#identifiers.get(name) ?? []), line]);
      }
      ts.forEachChild(node, visit);
    };
    visit(syntax);
  }
}

/** Joins lines, without what marks them as comments, so that a phrase may break between them. */
function wordsOf(text: string): Words {
  const starts: number[] = [];
  let joined = '';
  for (const line of text.split('\n')) {
    starts.push(joined.length);
    joined += `${line.replace(/^\s*(?:\/\*\*?|\*\/?|\/\/|#|>)?\s*/, '').replaceAll('’', "'")} `;
  }
  return {
    text: joined,
    lineAt: (index) => starts.findLastIndex((start) => start <= index) + 1,
  };
}
