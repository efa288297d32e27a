import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { SourceFile } from '../diagnostics/source-file.ts';
import type { Constant, Constants } from '../model/constants.ts';
import { numberText } from './number-text.ts';
import { YamlMapReader } from './yaml-map-reader.ts';
import { readYaml } from './yaml-tree.ts';

/** Reads `registries/constants.yaml`: a map from names to value, unit, doc and ref. */
export function readConstants(file: SourceFile, diagnostics: Diagnostics): Constants {
  const tree = readYaml(file, diagnostics);
  const constants: Constant[] = [];
  if (tree === undefined) return { file, constants };
  const keys = new YamlMapReader(file, diagnostics);
  for (const { key, keyOffset, value } of keys.map(tree, 'the file')?.entries ?? []) {
    if (!/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(key))
      keys.report(keyOffset, `"${key}" is not in CAPITALS_WITH_UNDERSCORES`);
    const found = keys.entriesByKey(value, `constant "${key}"`, ['value', 'unit', 'doc', 'ref']);
    for (const needed of ['value', 'unit', 'doc', 'ref']) {
      if (!found.has(needed)) keys.report(keyOffset, `constant "${key}" has no ${needed}`);
    }
    const entry = found.get('value');
    const scalar = entry === undefined ? undefined : keys.scalar(entry.value, 'value');
    if (scalar === undefined) continue;
    if (
      typeof scalar.value !== 'number' ||
      !Number.isFinite(scalar.value) ||
      Math.abs(scalar.value) > Number.MAX_SAFE_INTEGER
    ) {
      keys.report(scalar.offset, `"${scalar.text}" is not a number up to 2^53-1`);
      continue;
    }
    constants.push({
      name: key,
      value: scalar.value,
      text: numberText(scalar.text, scalar.value),
      unit: keys.text(found.get('unit')) ?? '',
      doc: keys.text(found.get('doc')) ?? '',
      reference: keys.text(found.get('ref')) ?? '',
    });
  }
  return { file, constants };
}
