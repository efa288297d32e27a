// Compiles the schemas of this repository with the official Kaitai Struct compiler.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { posix } from 'node:path';
import { parse } from 'yaml';

interface Compiler {
  compile(
    language: string,
    schema: unknown,
    importer: { importYaml(name: string): Promise<unknown> },
    debug: boolean,
  ): Promise<Readonly<Record<string, string>>>;
}

/** A class that the compiler generates. Its constructor parses the whole input. */
export type KaitaiClass<T> = new (stream: object, parent?: object, root?: object, ...params: readonly unknown[]) => T;

/** The input stream of the Kaitai runtime. */
export type KaitaiStream = new (bytes: Uint8Array) => object;

const require = createRequire(import.meta.url);
/** Milliseconds. The compiler does not return after some errors. */
const TIMEOUT_MS = 20_000;
const FOLDERS = ['spec/dtls13/wire', 'spec/dtls13/registries'];

/** The official Kaitai Struct compiler and runtime for JavaScript, for the schemas of this repository. */
export class KaitaiCompiler {
  readonly Stream = require('kaitai-struct/KaitaiStream') as KaitaiStream;
  readonly #modules = new Map<string, Readonly<Record<string, unknown>>>([['KaitaiStream', this.Stream as never]]);

  /** The class for one schema of `spec/dtls13/wire`. Rejects with the compiler's error, or after 20 s. */
  async load<T>(schema: string): Promise<KaitaiClass<T>> {
    const compiler = require('kaitai-struct-compiler') as Compiler;
    let timer: NodeJS.Timeout | undefined;
    const expired = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`the Kaitai compiler does not return for ${schema}`)), TIMEOUT_MS);
    });
    const importer = { importYaml: async (name: string) => read(posix.basename(name)) };
    try {
      const compiled = compiler.compile('javascript', read(schema), importer, false);
      this.#run(await Promise.race([compiled, expired]));
    } finally {
      clearTimeout(timer);
    }
    const name = schema.replace(/(^|_)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase());
    return this.#modules.get(name)?.[name] as KaitaiClass<T>;
  }

  /** Evaluates UMD modules, which require each other by name. */
  #run(files: Readonly<Record<string, string>>): void {
    const requireModule = (path: string): unknown => {
      const name = posix.basename(path, '.js');
      const loaded = this.#modules.get(name);
      if (loaded !== undefined) return loaded;
      const exports: Record<string, unknown> = {};
      this.#modules.set(name, exports);
      new Function('require', 'exports', 'module', files[`${name}.js`] ?? '')(requireModule, exports, { exports });
      return exports;
    };
    for (const file of Object.keys(files)) requireModule(file);
  }
}

/** Reads a schema by its file name, which is unique. */
function read(name: string): unknown {
  for (const folder of FOLDERS) {
    try {
      return parse(readFileSync(`${folder}/${name}.ksy`, 'utf8'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  throw new Error(`there is no schema ${name}`);
}
