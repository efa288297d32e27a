import type { Message, Registry } from '../../model/message.ts';
import { freshName, upperCase } from '../../names/identifier.ts';
import { relativeImport } from '../../names/import-path.ts';

/** The names a generated file imports from one module, collected while its bodies are written. */
export interface ImportedNames {
  readonly specifier: string;
  /** True: needed as a value, not only as a type. */
  readonly names: ReadonlyMap<string, boolean>;
}

/** Bytes with a name of their own. `doc`: the constant is exported. */
export interface ByteConstant {
  readonly name: string;
  readonly bytes: readonly string[];
  readonly doc: string | undefined;
}

/** Imports and module constants of one generated file. */
export class FileContext {
  readonly path: string;
  readonly #runtime: string;
  readonly #imports = new Map<string, Map<string, boolean>>();
  readonly #constants = new Map<string, ByteConstant>();
  readonly #names = new Set<string>();
  /** Base of the name of the next byte constant. */
  constantName = 'expected';

  constructor(path: string, runtime: string) {
    this.path = path;
    this.#runtime = runtime;
  }

  /** A function of the runtime. */
  use(name: string): string {
    return this.#import(this.#runtime, name, true);
  }

  /** A type of the runtime. */
  useType(name: string): string {
    return this.#import(this.#runtime, name, false);
  }

  /** The codec of a message. */
  codec(message: Message): string {
    return this.#from(message.path, message.typeName, true);
  }

  messageType(message: Message): string {
    return this.#from(message.path, message.typeName, false);
  }

  /** The constant that holds a registry's code points. */
  registry(registry: Registry): string {
    return this.#from(registry.path, registry.typeName, true);
  }

  registryType(registry: Registry): string {
    return this.#from(registry.path, registry.typeName, false);
  }

  /** A module constant with these bytes. */
  bytes(bytes: readonly number[]): string {
    const known = this.#constants.get(bytes.join());
    if (known !== undefined) return known.name;
    // In capitals, because no local variable is: a field cannot hide it.
    return this.#declare(freshName(`${upperCase(this.constantName)}_BYTES`, this.#names), bytes, undefined);
  }

  /** Makes the module constant for these bytes an exported one. */
  exportBytes(name: string, bytes: readonly number[], doc: string): void {
    this.#declare(name, bytes, doc);
  }

  /** Anything else that a generated file exports. */
  useOf(path: string, name: string): string {
    return this.#from(path, name, true);
  }

  get imports(): readonly ImportedNames[] {
    return [...this.#imports].map(([specifier, names]) => ({ specifier, names }));
  }

  get constants(): readonly ByteConstant[] {
    return [...this.#constants.values()];
  }

  #declare(name: string, bytes: readonly number[], doc: string | undefined): string {
    this.#names.add(name);
    const digits = bytes.map((byte) => `0x${byte.toString(16).padStart(2, '0')}`);
    this.#constants.set(bytes.join(), { name, bytes: digits, doc });
    return name;
  }

  #from(path: string, name: string, value: boolean): string {
    return path === this.path ? name : this.#import(relativeImport(this.path, path), name, value);
  }

  #import(specifier: string, name: string, value: boolean): string {
    const names = this.#imports.get(specifier) ?? new Map<string, boolean>();
    names.set(name, value || names.get(name) === true);
    this.#imports.set(specifier, names);
    return name;
  }
}
