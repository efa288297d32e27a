import { type OptionNames, refuseUnknownOptions, type SpecError } from 'wirechart/runtime';
import { Diagnostics } from './diagnostics/diagnostics.ts';
import type { SourceFile } from './diagnostics/source-file.ts';
import { emitDiagrams } from './emit/diagrams/emit-diagrams.ts';
import type { EmitContext, Emitter } from './emit/emitter.ts';
import type { GeneratedFile } from './emit/generated-file.ts';
import { emitHardware } from './emit/hardware/emit-hardware.ts';
import { emitMachines } from './emit/machines/emit-machines.ts';
import { emitScxml } from './emit/scxml/emit-scxml.ts';
import { emitWire } from './emit/wire/emit.ts';
import { emitXstate } from './emit/xstate/emit-xstate.ts';
import type { ProtocolSpecs } from './model/protocol-specs.ts';
import { relativeImport } from './names/import-path.ts';
import { readRequirements } from './read/requirements.ts';

/** One emitter for each kind of output. Each reads its own folder of the spec. */
const emitters: readonly Emitter[] = [emitWire, emitDiagrams, emitHardware, emitMachines, emitScxml, emitXstate];

/** The paths that are read. Specs elsewhere would be ignored silently. */
const SPEC_PATHS =
  /^spec\/[^/]+\/(wire\/.+\.ksy|registries\/(.+\.ksy|constants\.yaml)|charts\/.+\.chart\.ts|(hardware|requirements)\/.+\.yaml)$/;
const MISPLACED_REASON =
  'specs at this path are not read: use wire/*.ksy, registries/*.ksy, registries/constants.yaml, charts/*.chart.ts, ' +
  'hardware/*.yaml or requirements/*.yaml below spec/<protocol>/';

const NOT_PORTABLE_REASON =
  'paths of specs become paths of modules: no control characters, \\ : * ? " < > | # or %, no . or .., and ' +
  'no folder that ends in .ts';

/** Whether every operating system and module loader accepts the path unchanged. */
function isPortable(path: string): boolean {
  // A module of that name may be written next to the folder.
  if (/\.ts\//i.test(path)) return false;
  return path
    .split('/')
    .every((part) => /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\\:*?"<>|#%]+$/u.test(part) && !/^\.\.?$/.test(part));
}

/** Options of `generate()`. */
export interface GenerateOptions {
  /**
   * How generated files import the runtime: `relative` (the default: inside this repository) or the name of the
   * package that exports it (`wirechart`, giving `wirechart/runtime`).
   */
  readonly runtimeImport?: 'relative' | (string & Record<never, never>);
  /** Called after each emitter. */
  readonly onProgress?: (progress: GenerateProgress) => void;
}

export const GENERATE_OPTIONS: OptionNames<GenerateOptions> = { runtimeImport: true, onProgress: true };

/** Progress of `generate`, in emitter runs of unequal duration. */
export interface GenerateProgress {
  readonly done: number;
  readonly of: number;
  readonly protocol: string;
}

/** The result of `generate()`. */
export interface Generation {
  /** Sorted by path. Not to be written while there are diagnostics: some may be missing. */
  readonly files: readonly GeneratedFile[];
  readonly diagnostics: readonly SpecError[];
}

/** Generates files from `sources`; no file is read or written. The same sources and options give the same bytes. */
export async function generate(sources: readonly SourceFile[], options: GenerateOptions = {}): Promise<Generation> {
  refuseUnknownOptions(options, GENERATE_OPTIONS, 'generate()');
  const diagnostics = new Diagnostics();
  const { runtimeImport = 'relative' } = options;
  const context: EmitContext = {
    diagnostics,
    runtime: (from, room) =>
      runtimeImport === 'relative'
        ? relativeImport(from, `${room}/index.ts`)
        : `${runtimeImport}/${packageSubpath(room)}`,
  };
  const files: GeneratedFile[] = [];
  for (const source of sources) {
    if (!SPEC_PATHS.test(source.path)) diagnostics.report(source, 0, MISPLACED_REASON);
    else if (!isPortable(source.path)) diagnostics.report(source, 0, NOT_PORTABLE_REASON);
  }
  const protocols = byProtocol(sources.filter(({ path }) => isPortable(path)));
  let done = 0;
  for (const protocol of protocols) {
    // Nothing is generated from requirements, but their mistakes are reported with those of the other specs.
    readRequirements(protocol, diagnostics);
    for (const emitter of emitters) {
      files.push(...(await emitter(protocol, context)));
      done += 1;
      options.onProgress?.({ done, of: protocols.length * emitters.length, protocol: protocol.name });
    }
  }
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files, diagnostics: diagnostics.errors };
}

/** Everything below `runtime` is published as `runtime`, everything below `hwmodel` as `hwmodel`. */
function packageSubpath(room: string): string {
  return room.slice(0, room.indexOf('/'));
}

function byProtocol(sources: readonly SourceFile[]): readonly ProtocolSpecs[] {
  const protocols = new Map<string, SourceFile[]>();
  for (const source of sources.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    const [, name] = /^spec\/([^/]+)\//.exec(source.path) ?? [];
    if (name === undefined) continue;
    const files = protocols.get(name);
    if (files === undefined) protocols.set(name, [source]);
    else files.push(source);
  }
  return [...protocols].map(([name, files]) => ({ name, files }));
}
