import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { posix } from 'node:path';
import { parse } from 'yaml';

interface Compiler {
  compile(
    language: string,
    schema: unknown,
    importer: { importYaml(name: string, mode: 'rel' | 'abs'): Promise<unknown> },
    debug: boolean,
  ): Promise<Readonly<Record<string, string>>>;
}

const require = createRequire(import.meta.url);
/** The official compiler does not return after some of its own errors. */
const TIMEOUT = 20_000;

/** A class that the official compiler generates. Its constructor reads all bytes. */
export type OfficialParser = new (
  stream: unknown,
  parent?: unknown,
  root?: unknown,
  ...params: readonly unknown[]
) => object;

/** The official Kaitai compiler as an independent oracle. It is a development dependency. */
export class KaitaiOracle {
  readonly #compiler = require('kaitai-struct-compiler') as Compiler;
  readonly #modules = new Map<string, Record<string, unknown>>();

  /** JavaScript for a schema and all its imports, by file name. Rejects with the compiler's error. */
  async compile(path: string): Promise<Readonly<Record<string, string>>> {
    // The importer receives only names, so relative names are looked up in every known folder: names are unique here.
    const folders = new Map<string, string>();
    const folder = posix.dirname(path);
    const importYaml = (name: string): Promise<unknown> => {
      const target = [folder, ...folders.values()]
        .map((from) => `${posix.join(from, name)}.ksy`)
        .find((each) => readable(each));
      if (target === undefined) return Promise.reject(new Error(`cannot import ${name}`));
      folders.set(target, posix.dirname(target));
      return Promise.resolve(load(target));
    };
    let timer: NodeJS.Timeout | undefined;
    const expired = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`the official compiler does not return for ${path}`)), TIMEOUT);
    });
    try {
      return await Promise.race([this.#compiler.compile('javascript', load(path), { importYaml }, false), expired]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Reads `bytes` with the parser that the official compiler generates from a schema. Throws what the parser throws. */
  async read(path: string, bytes: Uint8Array, ...params: readonly unknown[]): Promise<object> {
    const KaitaiStream = require('kaitai-struct/KaitaiStream') as new (data: ArrayBuffer) => unknown;
    const id = posix.basename(path, '.ksy');
    const className = id.replace(/(^|_)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase());
    if (!this.#modules.has(className)) this.#load(await this.compile(path));
    const parser = this.#modules.get(className)?.[className] as OfficialParser;
    return new parser(new KaitaiStream(Uint8Array.from(bytes).buffer), undefined, undefined, ...params);
  }

  /** Runs the generated UMD modules. They import each other through the map of modules. */
  #load(files: Readonly<Record<string, string>>): void {
    const pending = new Map(Object.entries(files).map(([name, text]) => [name.replace(/\.js$/, ''), text]));
    const need = (name: string): unknown => {
      const id = posix.basename(name);
      if (id === 'KaitaiStream') return require('kaitai-struct/KaitaiStream');
      const known = this.#modules.get(id);
      if (known !== undefined) return known;
      const exports: Record<string, unknown> = {};
      this.#modules.set(id, exports);
      const text = pending.get(id);
      if (text === undefined) throw new Error(`the official compiler generated no ${id}`);
      new Function('require', 'exports', 'module', text)(need, exports, { exports });
      return exports;
    };
    for (const name of pending.keys()) need(name);
  }
}

function load(path: string): unknown {
  return parse(readFileSync(path, 'utf8'));
}

function readable(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}

/** The fields of an official object: its own properties without the internal ones. */
export function officialFields(value: unknown): unknown {
  if (value instanceof Uint8Array || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(officialFields);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, each]) => !key.startsWith('_') && each !== undefined)
      .map(([key, each]) => [key, officialFields(each)]),
  );
}
