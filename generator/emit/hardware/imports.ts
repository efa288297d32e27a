import { quote } from '../../names/identifier.ts';
import { LINE_WIDTH } from './layout.ts';

/** Collects the imports of a generated file and prints them in the formatter's order. */
export class Imports {
  readonly #types = new Map<string, Set<string>>();
  readonly #values = new Map<string, Set<string>>();

  type(name: string, from: string): string {
    return add(this.#types, name, from);
  }

  value(name: string, from: string): string {
    return add(this.#values, name, from);
  }

  /** Statements, those of other folders and packages first. */
  print(): readonly string[] {
    const sources = [...new Set([...this.#types.keys(), ...this.#values.keys()])];
    return sources.toSorted(bySource).map((from) => this.#statement(from));
  }

  #statement(from: string): string {
    const values = this.#values.get(from) ?? new Set<string>();
    const types = [...(this.#types.get(from) ?? [])].filter((name) => !values.has(name));
    const mark = values.size === 0 ? '' : 'type ';
    const names = [
      ...[...values].map((name) => ({ name, text: name })),
      ...types.map((name) => ({ name, text: `${mark}${name}` })),
    ].toSorted((a, b) => natural(a.name, b.name));
    const head = values.size === 0 ? 'import type' : 'import';
    const line = `${head} { ${names.map(({ text }) => text).join(', ')} } from ${quote(from)};`;
    // The formatter does not break a single name.
    if (line.length <= LINE_WIDTH || names.length === 1) return line;
    return `${head} {\n${names.map(({ text }) => `  ${text},\n`).join('')}} from ${quote(from)};`;
  }
}

function add(to: Map<string, Set<string>>, name: string, from: string): string {
  const names = to.get(from);
  if (names === undefined) to.set(from, new Set([name]));
  else names.add(name);
  return name;
}

/** Packages, then parents, then siblings. */
function bySource(a: string, b: string): number {
  const distance = (source: string): number => (source.startsWith('./') ? 2 : source.startsWith('../') ? 1 : 0);
  return distance(a) - distance(b) || natural(a.replace(/\.ts$/, ''), b.replace(/\.ts$/, ''));
}

/** The formatter's order: letter by letter without regard to case, a capital before its small letter. */
function natural(a: string, b: string): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const [left = '', right = ''] = [a[i], b[i]];
    if (left === right) continue;
    const [foldedLeft, foldedRight] = [left.toLowerCase(), right.toLowerCase()];
    if (foldedLeft === foldedRight) return left < right ? -1 : 1;
    return foldedLeft < foldedRight ? -1 : 1;
  }
  return a.length - b.length;
}
