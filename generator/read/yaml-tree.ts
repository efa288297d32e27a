import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { Report } from '../diagnostics/report.ts';
import type { SourceFile } from '../diagnostics/source-file.ts';
import type { YamlEntry, YamlScalar, YamlValue } from '../model/yaml-tree.ts';
import { isReadable, MAX_DEPTH, MAX_VALUES } from './limits.ts';
import { isParsable, TOO_DEEP, TOO_MANY_VALUES } from './yaml-bounds.ts';

/** Parses one YAML document. Undefined, with at least one diagnostic, when it is not one. */
export function readYaml(file: SourceFile, diagnostics: Diagnostics): YamlValue | undefined {
  const report = (offset: number, reason: string): void => diagnostics.report(file, offset, reason);
  if (!isReadable(file.text, report) || !isParsable(file.text, report)) return undefined;
  // The parser compares every key with every other one.
  const document = parseDocument(file.text, { uniqueKeys: false, prettyErrors: false });
  const tooDeep = document.errors.find(({ message }) => message.includes('call stack'));
  if (tooDeep !== undefined) {
    report(tooDeep.pos[0], TOO_DEEP);
    return undefined;
  }
  for (const problem of [...document.errors, ...document.warnings]) {
    report(problem.pos[0], `not valid YAML: ${problem.message}`);
  }
  if (document.errors.length > 0) return undefined;
  if (document.contents === null) {
    diagnostics.report(file, 0, 'the file is empty');
    return undefined;
  }
  try {
    const converter = new Converter(report);
    const value = converter.convert(document.contents, 0);
    return converter.hasDuplicateKeys ? undefined : value;
  } catch (error) {
    if (!(error instanceof LimitExceeded)) throw error;
    report(error.offset, error.message);
    return undefined;
  }
}

/** Stops the reading of a file that is beyond all bounds. */
class LimitExceeded extends Error {
  readonly offset: number;

  constructor(offset: number, reason: string) {
    super(reason);
    this.offset = offset;
  }
}

class Converter {
  readonly #report: Report;
  #values = 0;
  /** Some key was given twice. */
  hasDuplicateKeys = false;

  constructor(report: Report) {
    this.#report = report;
  }

  convert(node: unknown, depth: number): YamlValue {
    this.#values += 1;
    if (depth > MAX_DEPTH) throw new LimitExceeded(offsetOf(node), TOO_DEEP);
    if (this.#values > MAX_VALUES) throw new LimitExceeded(offsetOf(node), TOO_MANY_VALUES);
    if (isMap(node)) return { kind: 'map', offset: offsetOf(node), entries: this.#entries(node.items, depth) };
    if (isSeq(node)) {
      const items = node.items.map((item) => this.convert(item, depth + 1));
      return { kind: 'list', offset: offsetOf(node), items };
    }
    if (isScalar(node)) return scalar(node.value, node.source, node.type, offsetOf(node));
    const reason = isAlias(node) ? 'YAML aliases are not supported: write the value out' : 'this YAML is not supported';
    this.#report(offsetOf(node), reason);
    return { kind: 'scalar', offset: offsetOf(node), value: null, text: '' };
  }

  #entries(pairs: readonly { readonly key: unknown; readonly value: unknown }[], depth: number): readonly YamlEntry[] {
    const entries: YamlEntry[] = [];
    const taken = new Set<unknown>();
    for (const { key, value: given } of pairs) {
      if (!isScalar(key)) {
        this.#report(offsetOf(key), 'a key must be a plain word or number');
        continue;
      }
      const keyOffset = offsetOf(key);
      if (taken.has(key.value)) {
        this.hasDuplicateKeys = true;
        this.#report(keyOffset, 'not valid YAML: Map keys must be unique');
      }
      taken.add(key.value);
      const value: YamlValue =
        given === null ? { kind: 'scalar', offset: keyOffset, value: null, text: '' } : this.convert(given, depth + 1);
      entries.push({ key: key.source ?? String(key.value), keyOffset, value });
    }
    return entries;
  }
}

function scalar(value: unknown, source: string | undefined, type: string | undefined, offset: number): YamlScalar {
  const quoted = type === 'QUOTE_SINGLE' || type === 'QUOTE_DOUBLE';
  const plain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
  const text = typeof value === 'string' ? value : (source ?? '');
  return { kind: 'scalar', offset: quoted ? offset + 1 : offset, value: plain, text };
}

function offsetOf(node: unknown): number {
  return (node as Partial<Node> | null)?.range?.[0] ?? 0;
}
