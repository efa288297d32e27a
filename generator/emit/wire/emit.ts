import { specFiles } from '../../model/protocol-specs.ts';
import { resolve } from '../../model/resolve.ts';
import { quote } from '../../names/identifier.ts';
import { readConstants } from '../../read/constants.ts';
import { readKsy } from '../../read/ksy.ts';
import { arbitraryFiles } from '../arbitraries/arbitrary-files.ts';
import { originLine } from '../comment.ts';
import type { Emitter } from '../emitter.ts';
import type { GeneratedFile } from '../generated-file.ts';
import { constantsFile } from '../registries/constants.ts';
import { comparePaths } from '../source-text.ts';
import { WireEmitter } from './wire-file.ts';

/** Codecs and arbitraries from `wire/*.ksy`, code points from `registries/*.ksy`, constants from `registries/constants.yaml`. */
export const emitWire: Emitter = (protocol, { diagnostics, runtime }) => {
  const sources = [...specFiles(protocol, 'registries', '.ksy'), ...specFiles(protocol, 'wire', '.ksy')];
  const before = diagnostics.errors.length;
  const schemas = sources.map((source) => readKsy(source, diagnostics)).filter((schema) => schema !== undefined);
  // References to a schema that could not be read would only repeat its diagnostics.
  if (diagnostics.errors.length > before) return [];
  const { modules, registry } = resolve(protocol.name, schemas, diagnostics);
  const files: GeneratedFile[] = [];
  for (const source of specFiles(protocol, 'registries', 'constants.yaml')) {
    files.push(constantsFile(`generated/${protocol.name}/registries/constants.ts`, readConstants(source, diagnostics)));
  }
  const emitter = new WireEmitter(registry, diagnostics, (from) => runtime(from, 'runtime/wire'));
  for (const module of modules) {
    const file = emitter.file(module);
    if (file !== undefined) files.push(file);
  }
  for (const room of ['registries', 'wire']) {
    const folder = `generated/${protocol.name}/${room}/`;
    const names = files.filter((file) => file.path.startsWith(folder)).map((file) => file.path.slice(folder.length));
    if (names.length > 0) files.push(indexFile(`${folder}index.ts`, `spec/${protocol.name}/${room}`, names));
  }
  if (diagnostics.errors.length > before) return files;
  return [...files, ...arbitraryFiles(protocol.name, modules, registry, (from) => runtime(from, 'runtime/wire'))];
};

/** The index of a folder: exports everything in it. */
function indexFile(path: string, source: string, names: readonly string[]): GeneratedFile {
  const lines = names.toSorted(comparePaths).map((name) => `export * from ${quote(`./${name}`)};\n`);
  return { path, text: `${originLine([source])}\n${lines.join('')}` };
}
