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

/** A class of the official compiler's: its constructor reads everything at once. */
export type OfficialClass<T> = new (stream: object, parent?: object, root?: object, ...params: readonly unknown[]) => T;

/** What the official runtime reads from. */
export type OfficialStream = new (bytes: Uint8Array) => object;

const require = createRequire(import.meta.url);
/** The official compiler hangs for ever on some of its own failures. */
const TIMEOUT = 20_000;
const FOLDERS = ['spec/dtls13/wire', 'spec/dtls13/registries'];

/** The official Kaitai compiler and runtime for JavaScript, over our own schemas. */
export class Official {
  readonly Stream = require('kaitai-struct/KaitaiStream') as OfficialStream;
  readonly #modules = new Map<string, Readonly<Record<string, unknown>>>([['KaitaiStream', this.Stream as never]]);

  /** The class for one schema of `spec/dtls13/wire`. Rejects with the compiler's complaint. */
  async load<T>(schema: string): Promise<OfficialClass<T>> {
    const compiler = require('kaitai-struct-compiler') as Compiler;
    let timer: NodeJS.Timeout | undefined;
    const expired = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`the official compiler does not answer for ${schema}`)), TIMEOUT);
    });
    const importer = { importYaml: async (name: string) => read(posix.basename(name)) };
    try {
      const compiled = compiler.compile('javascript', read(schema), importer, false);
      this.#run(await Promise.race([compiled, expired]));
    } finally {
      clearTimeout(timer);
    }
    const name = schema.replace(/(^|_)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase());
    return this.#modules.get(name)?.[name] as OfficialClass<T>;
  }

  /** Runs UMD modules, which find each other by name. */
  #run(files: Readonly<Record<string, string>>): void {
    const need = (path: string): unknown => {
      const name = posix.basename(path, '.js');
      const known = this.#modules.get(name);
      if (known !== undefined) return known;
      const exports: Record<string, unknown> = {};
      this.#modules.set(name, exports);
      new Function('require', 'exports', 'module', files[`${name}.js`] ?? '')(need, exports, { exports });
      return exports;
    };
    for (const file of Object.keys(files)) need(file);
  }
}

/** A schema by its file name, which is unique among ours. */
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
