import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { ProtocolSpecs } from '../model/protocol-specs.ts';
import type { GeneratedFile } from './generated-file.ts';

/** What an emitter is given beside the specs. */
export interface EmitContext {
  /** Where every complaint about a spec goes. An emitter reports and goes on; it throws only when it is broken itself. */
  readonly diagnostics: Diagnostics;
  /**
   * The specifier under which the generated file `from` imports the public entry of a room (`runtime/wire`,
   * `runtime/machine`, `hwmodel/kernel`, ...): a relative path to its `index.ts` or a subpath of a package.
   */
  runtime(from: string, room: string): string;
}

/** Turns the specs of one protocol into files of one kind. Same specs, same bytes. */
export type Emitter = (
  protocol: ProtocolSpecs,
  context: EmitContext,
) => readonly GeneratedFile[] | Promise<readonly GeneratedFile[]>;
