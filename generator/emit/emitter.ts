import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { ProtocolSpecs } from '../model/protocol-specs.ts';
import type { GeneratedFile } from './generated-file.ts';

/** The context of an emitter. */
export interface EmitContext {
  /** Receives every mistake in a spec. An emitter reports and continues; it throws only on an internal error. */
  readonly diagnostics: Diagnostics;
  /**
   * The specifier under which the generated file `from` imports the index of a folder (`runtime/wire`,
   * `runtime/machine`, `hwmodel/kernel`, ...): a relative path to its `index.ts` or a subpath of a package.
   */
  runtime(from: string, room: string): string;
}

/** Turns the specs of one protocol into files of one kind. The same specs give the same bytes. */
export type Emitter = (
  protocol: ProtocolSpecs,
  context: EmitContext,
) => readonly GeneratedFile[] | Promise<readonly GeneratedFile[]>;
