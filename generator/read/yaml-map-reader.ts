import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { ExpressionError } from '../diagnostics/expression-error.ts';
import type { SourceFile } from '../diagnostics/source-file.ts';
import { didYouMean } from '../diagnostics/suggestion.ts';
import type { Expression } from '../model/expression.ts';
import type { YamlEntry, YamlMap, YamlScalar, YamlValue } from '../model/yaml-tree.ts';
import { parseExpression } from './expression.ts';

/** Keys of Kaitai that would change what bytes mean, and that nothing here understands. */
const UNSUPPORTED: ReadonlySet<string> = new Set([
  'consume',
  'encoding',
  'eos-error',
  'include',
  'io',
  'ks-debug',
  'ks-opaque-types',
  'pad-right',
  'parent',
  'pos',
  'process',
  'repeat-until',
  'terminator',
  'to-string',
]);

/** Reads maps with known keys and reports mistakes. */
export class YamlMapReader {
  readonly file: SourceFile;
  readonly #diagnostics: Diagnostics;

  constructor(file: SourceFile, diagnostics: Diagnostics) {
    this.file = file;
    this.#diagnostics = diagnostics;
  }

  report(offset: number, reason: string): void {
    this.#diagnostics.report(this.file, offset, reason);
  }

  /** The entries of a map by key. Keys that are not `known` are reported; keys of other tools (`-`) are ignored. */
  entriesByKey(value: YamlValue, what: string, known: readonly string[]): ReadonlyMap<string, YamlEntry> {
    const map = this.map(value, what);
    const found = new Map<string, YamlEntry>();
    for (const entry of map?.entries ?? []) {
      const { key } = entry;
      if (known.includes(key)) found.set(key, entry);
      else if (UNSUPPORTED.has(key)) this.report(entry.keyOffset, `Kaitai's key "${key}" is not supported`);
      else if (!key.startsWith('-') || key.startsWith('-wc-')) {
        this.report(entry.keyOffset, `${what} has no key "${key}" here${didYouMean(key, known)}`);
      }
    }
    return found;
  }

  map(value: YamlValue, what: string): YamlMap | undefined {
    if (value.kind === 'map') return value;
    this.report(value.offset, `${what} must be a map`);
    return undefined;
  }

  list(value: YamlValue, what: string): readonly YamlValue[] {
    if (value.kind === 'list') return value.items;
    this.report(value.offset, `${what} must be a list`);
    return [];
  }

  scalar(value: YamlValue, what: string): YamlScalar | undefined {
    if (value.kind === 'scalar' && value.value !== null) return value;
    this.report(value.offset, `${what} must be a single value`);
    return undefined;
  }

  text(entry: YamlEntry | undefined): string | undefined {
    if (entry === undefined) return undefined;
    const scalar = this.scalar(entry.value, entry.key);
    return scalar === undefined ? undefined : scalar.text.trim();
  }

  flag(entry: YamlEntry | undefined): boolean {
    if (entry === undefined) return false;
    const scalar = this.scalar(entry.value, entry.key);
    if (scalar !== undefined && typeof scalar.value !== 'boolean') {
      this.report(scalar.offset, `${entry.key} must be true or false`);
    }
    return scalar?.value === true;
  }

  expression(value: YamlValue | undefined, what: string): Expression | undefined {
    if (value === undefined) return undefined;
    if (value.kind === 'list') {
      const items = value.items.map((item) => this.expression(item, what)).filter((item) => item !== undefined);
      return { kind: 'array', offset: value.offset, items };
    }
    const scalar = this.scalar(value, what);
    return scalar === undefined ? undefined : this.attempt(() => parseExpression(scalar.text, scalar.offset));
  }

  /** Turns a thrown ExpressionError into a diagnostic. */
  attempt<T>(parse: () => T): T | undefined {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      this.report(error.offset, error.message);
      return undefined;
    }
  }
}
