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
  const root = `generated/${protocol.name}`;
  const registries = modulesBelow(`${root}/registries/`, files);
  const messages = modulesBelow(`${root}/wire/`, files);
  if (registries.length > 0)
    files.push(indexFile(`${root}/registries`, `spec/${protocol.name}/registries`, registries));
  if (messages.length > 0) {
    // The messages hold code points, so whoever imports them needs the registries too.
    const all = registries.length > 0 ? ['../registries/index.ts', ...messages] : messages;
    files.push(indexFile(`${root}/wire`, `spec/${protocol.name}/wire`, all));
  }
  if (diagnostics.errors.length > before) return files;
  return [...files, ...arbitraryFiles(protocol.name, modules, registry, (from) => runtime(from, 'runtime/wire'))];
};

/** Specifiers of the files in a folder, as a file in that folder writes them. */
function modulesBelow(folder: string, files: readonly GeneratedFile[]): readonly string[] {
  return files.filter(({ path }) => path.startsWith(folder)).map(({ path }) => `./${path.slice(folder.length)}`);
}

/** The index of a folder: exports everything in the modules. */
function indexFile(folder: string, source: string, modules: readonly string[]): GeneratedFile {
  const lines = modules.toSorted(comparePaths).map((specifier) => `export * from ${quote(specifier)};\n`);
  return { path: `${folder}/index.ts`, text: `${originLine([source])}\n${lines.join('')}` };
}
