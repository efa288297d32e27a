import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** Folders that a run of the tests does not need, or must not write into. */
const leftOut: ReadonlySet<string> = new Set(['.git', 'node_modules', 'coverage']);

/** AVA in a sandbox: no cache in the project, one test file after the other, the end at the first failure. */
const avaConfig = `export default {
  files: ['dist/tests/**/*.test.js'],
  cache: false,
  concurrency: 1,
  failFast: true,
  timeout: '300s',
  require: ['./dist/tests/property-seed.js'],
};
`;

/** A built copy of the project in which files are changed and restored, so the project itself is unchanged. */
export class Sandbox {
  readonly root: string;
  readonly #original: string;
  readonly #options: ts.CompilerOptions;
  readonly #changed = new Set<string>();

  /** Copies `original`, a built project with `node_modules` or a link to them, to `root`. */
  constructor(original: string, root: string) {
    this.root = root;
    this.#original = original;
    mkdirSync(root, { recursive: true });
    for (const name of readdirSync(original)) {
      if (!leftOut.has(name)) cpSync(join(original, name), join(root, name), { recursive: true });
    }
    symlinkSync(join(original, 'node_modules'), join(root, 'node_modules'), 'dir');
    writeFileSync(join(root, 'ava.config.js'), avaConfig);
    const { config } = ts.readConfigFile(join(original, 'tsconfig.json'), (path) => readFileSync(path, 'utf8'));
    const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
    // A file alone does not declare the package as ES modules.
    this.#options = { ...options, module: ts.ModuleKind.ESNext, sourceMap: false };
  }

  read(file: string): string {
    return readFileSync(join(this.root, file), 'utf8');
  }

  /** Writes a source file and its built file. Types are not checked. */
  write(file: string, text: string): void {
    this.#put(file, text);
    const { outputText } = ts.transpileModule(text, { compilerOptions: this.#options, fileName: file });
    this.#put(built(file), outputText);
  }

  /** Runs the generator. Undefined: it refuses the current specs. */
  regenerate(): readonly string[] | undefined {
    const before = new Map(this.#generated().map((file) => [file, this.read(file)]));
    const { status } = spawnSync(process.execPath, ['dist/cli/generator/main.js', 'generate'], { cwd: this.root });
    const now = this.#generated();
    for (const file of new Set([...before.keys(), ...now])) this.#changed.add(file);
    if (status !== 0) return undefined;
    const changed = now.filter((file) => before.get(file) !== this.read(file));
    for (const file of changed) this.write(file, this.read(file));
    return changed;
  }

  /** Restores all files changed since the last call. */
  restore(): void {
    for (const file of this.#changed) {
      rmSync(join(this.root, file), { force: true });
      cpSync(join(this.#original, file), join(this.root, file));
    }
    this.#changed.clear();
  }

  #put(file: string, text: string): void {
    this.#changed.add(file);
    writeFileSync(join(this.root, file), text);
  }

  #generated(): string[] {
    return readdirSync(join(this.root, 'generated'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => `generated/${path.replaceAll('\\', '/')}`);
  }
}

/** `dist/runtime/wire/reader.js` for `runtime/wire/reader.ts`. */
export function built(file: string): string {
  return `dist/${file.replace(/\.ts$/, '.js')}`;
}
