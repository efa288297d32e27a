import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import type { Diagnostics } from '../lint/diagnostics.ts';
import type { SourceFile } from '../model/source-file.ts';
import type { YamlEntry, YamlScalar, YamlValue } from '../model/yaml-tree.ts';

/** Parses one YAML document. Undefined, with at least one diagnostic, when it is not one. */
export function readYaml(file: SourceFile, diagnostics: Diagnostics): YamlValue | undefined {
  const document = parseDocument(file.text, { uniqueKeys: true, prettyErrors: false });
  for (const problem of [...document.errors, ...document.warnings]) {
    diagnostics.report(file, problem.pos[0], `not valid YAML: ${problem.message}`);
  }
  if (document.errors.length > 0) return undefined;
  if (document.contents === null) {
    diagnostics.report(file, 0, 'the file is empty');
    return undefined;
  }
  return convert(document.contents, file, diagnostics);
}

function convert(node: unknown, file: SourceFile, diagnostics: Diagnostics): YamlValue {
  if (isMap(node)) {
    const entries: YamlEntry[] = [];
    for (const pair of node.items) {
      const key = pair.key;
      if (!isScalar(key)) {
        diagnostics.report(file, offsetOf(key), 'a key must be a plain word or number');
        continue;
      }
      const keyOffset = offsetOf(key);
      const value: YamlValue =
        pair.value === null
          ? { kind: 'scalar', offset: keyOffset, value: null, text: '' }
          : convert(pair.value, file, diagnostics);
      entries.push({ key: key.source ?? String(key.value), keyOffset, value });
    }
    return { kind: 'map', offset: offsetOf(node), entries };
  }
  if (isSeq(node)) {
    const items = node.items.map((item) => convert(item, file, diagnostics));
    return { kind: 'list', offset: offsetOf(node), items };
  }
  if (isScalar(node)) return scalar(node.value, node.source, node.type, offsetOf(node));
  const reason = isAlias(node) ? 'YAML aliases are not supported: write the value out' : 'this YAML is not supported';
  diagnostics.report(file, offsetOf(node), reason);
  return { kind: 'scalar', offset: offsetOf(node), value: null, text: '' };
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
