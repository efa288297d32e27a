import { ConfigError } from '../../runtime/errors/config-error.ts';
import { type OptionNames, refuseUnknownOptions } from '../../runtime/errors/option-names.ts';
import type { SpecError } from '../../runtime/errors/spec-error.ts';
import { Diagnostics } from '../diagnostics/diagnostics.ts';
import { GeneratorError } from '../diagnostics/generator-error.ts';
import type { SourceFile } from '../diagnostics/source-file.ts';
import { didYouMean } from '../diagnostics/suggestion.ts';
import type { Message } from '../model/message.ts';
import { specFiles } from '../model/protocol-specs.ts';
import { type Resolution, resolve } from '../model/resolve.ts';
import { readKsy } from '../read/ksy.ts';
import { Interpreter } from './interpreter.ts';
import type { RawValue, SpecNode } from './node.ts';

/** A type of the specs that describes bytes. */
export interface SpecType {
  /** Id in the spec, nested ones with their holder: `client_hello`, `ack::record_number`. */
  readonly id: string;
  /** In the spelling of its RFC: `ClientHello`. */
  readonly name: string;
  /** As generated code calls it. */
  readonly typeName: string;
  readonly doc: string;
  /** Parameters that reading it requires. */
  readonly params: readonly SpecParam[];
}

/** A value that a message has to be told before it can be read. */
export interface SpecParam {
  readonly id: string;
  readonly kind: 'number' | 'boolean' | 'bytes';
  readonly doc: string | undefined;
}

/** Which bytes to read, and what the message has to be told. */
export interface DissectOptions {
  /** Offsets into the bytes; all of them if left out. */
  readonly at?: number;
  readonly end?: number;
  /** By id. */
  readonly params?: Readonly<Record<string, RawValue>>;
  /** False: bytes after the message are no problem, and `end` of the tree is the end of the message. Default true. */
  readonly toEnd?: boolean;
}

const DISSECT_OPTIONS: OptionNames<DissectOptions> = { at: true, end: true, params: true, toEnd: true };

/** Reads bytes as the specs of one protocol describe them. */
export class Dissector {
  readonly protocol: string;
  readonly types: readonly SpecType[];
  readonly #messages: ReadonlyMap<string, Message>;
  readonly #registry: Resolution['registry'];

  /**
   * `sources`: at least every `.ksy` of the protocol, as `readSpecs` returns them. Throws ConfigError for a protocol
   * that has none, and the first SpecError if they have mistakes.
   */
  constructor(sources: readonly SourceFile[], protocol: string) {
    const specs = { name: protocol, files: sources };
    const files = [...specFiles(specs, 'registries', '.ksy'), ...specFiles(specs, 'wire', '.ksy')];
    if (files.length === 0) throw new ConfigError('protocol', `no .ksy below spec/${protocol}/wire`);
    const diagnostics = new Diagnostics();
    const schemas = files.map((file) => readKsy(file, diagnostics)).filter((schema) => schema !== undefined);
    throwFirst(diagnostics.errors);
    const { modules, registry } = resolve(protocol, schemas, diagnostics);
    throwFirst(diagnostics.errors);
    this.protocol = protocol;
    this.#registry = registry;
    this.#messages = new Map(modules.flatMap(({ messages }) => messages.map((message) => [idOf(message), message])));
    this.types = [...this.#messages].map(([id, { label, typeName, doc, params }]) => {
      const told = params.map((param) => ({
        id: param.id,
        kind: param.value.kind === 'integer' ? ('number' as const) : param.value.kind,
        doc: param.doc,
      }));
      return { id, name: label, typeName, doc, params: told };
    });
  }

  /** The type with this id, last part of an id, RFC spelling or generated name. Throws ConfigError naming the nearest. */
  type(name: string): SpecType {
    const matches = (accept: (type: SpecType) => boolean): SpecType | undefined => {
      const [found, ...others] = this.types.filter(accept);
      return others.length === 0 ? found : undefined;
    };
    const found =
      matches(({ id, typeName }) => id === name || typeName === name) ??
      matches(({ id }) => id.endsWith(`::${name}`)) ??
      matches((type) => type.name === name);
    if (found !== undefined) return found;
    const known = this.types.flatMap((type) => [type.id.slice(type.id.lastIndexOf(':') + 1), type.name]);
    const hint = didYouMean(name, known);
    throw new ConfigError('type', `spec/${this.protocol} has no type "${name}"${hint}`);
  }

  /**
   * The tree of `bytes[at, end)`. Never throws for what the bytes are: problems are in the tree. Throws ConfigError for
   * an unknown type and for params that are missing, unknown or of the wrong kind.
   */
  dissect(name: string, bytes: Uint8Array, options: DissectOptions = {}): SpecNode {
    refuseUnknownOptions(options, DISSECT_OPTIONS, 'dissect()');
    const { id, params: wanted } = this.type(name);
    const message = this.#messages.get(id);
    if (message === undefined) throw new GeneratorError(`${id} has no message`);
    const { at = 0, end = bytes.length, params = {}, toEnd = true } = options;
    for (const given of Object.keys(params)) {
      if (wanted.some((param) => param.id === given)) continue;
      const hint = didYouMean(
        given,
        wanted.map((param) => param.id),
      );
      throw new ConfigError('params', `${id} has no param "${given}"${hint}`);
    }
    for (const param of wanted) {
      const value = Object.hasOwn(params, param.id) ? params[param.id] : undefined;
      if (value === undefined) throw new ConfigError('params', `${id} needs ${param.id} (${param.kind})`);
      const kind = value instanceof Uint8Array ? 'bytes' : typeof value;
      if (kind !== param.kind) throw new ConfigError('params', `${param.id} is a ${param.kind}, not a ${kind}`);
    }
    const interpreter = new Interpreter(bytes, at, end, this.#registry);
    return interpreter.read(message, new Map(Object.entries(params)), toEnd);
  }
}

/** Protocols that have schemas among these specs. */
export function protocolsIn(sources: readonly SourceFile[]): readonly string[] {
  const names = sources.map(({ path }) => /^spec\/([^/]+)\/wire\/.+\.ksy$/.exec(path)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))];
}

function idOf({ type }: Message): string {
  const path = [type.id];
  for (let outer = type.parent; outer !== undefined; outer = outer.parent) path.unshift(outer.id);
  return path.join('::');
}

function throwFirst(errors: readonly SpecError[]): void {
  const [first] = errors;
  if (first !== undefined) throw first;
}
