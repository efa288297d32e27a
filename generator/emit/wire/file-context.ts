import type { Message, Registry } from '../../model/message.ts';
import { freshName, upperCase } from '../../names/identifier.ts';
import { relativeImport } from '../../names/import-path.ts';

/** What a generated file needs from elsewhere, gathered while its bodies are written. */
export interface ImportedNames {
  readonly specifier: string;
  /** True: needed as a value, not only as a type. */
  readonly names: ReadonlyMap<string, boolean>;
}

/** Imports and module constants of one generated file. */
export class FileContext {
  readonly path: string;
  readonly #runtime: string;
  readonly #imports = new Map<string, Map<string, boolean>>();
  readonly #constants = new Map<string, string>();
  readonly #names = new Set<string>();
  /** What a constant with bytes is named after. */
  hint = 'expected';

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
    const text = bytes.map((byte) => `0x${byte.toString(16).padStart(2, '0')}`).join(',');
    const known = this.#constants.get(text);
    if (known !== undefined) return known;
    // In capitals, because no local variable is: a field cannot hide it.
    const name = freshName(`${upperCase(this.hint)}_BYTES`, this.#names);
    this.#names.add(name);
    this.#constants.set(text, name);
    return name;
  }

  get imports(): readonly ImportedNames[] {
    return [...this.#imports].map(([specifier, names]) => ({ specifier, names }));
  }

  /** Name and elements of every module constant. */
  get constants(): readonly { readonly name: string; readonly bytes: readonly string[] }[] {
    return [...this.#constants].map(([text, name]) => ({ name, bytes: text === '' ? [] : text.split(',') }));
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
