import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { WirechartError } from '../errors/wirechart-error.ts';
import { packageFolder, packageVersion } from './addon-package.ts';

/** Where the addon is built, and with what. */
export interface CompilerOptions {
  /** An existing or new folder for the file, `PLATFORM-ARCH.node`. */
  readonly out: string;
  /** The C++ compiler; default `g++`. */
  readonly compiler?: string | undefined;
  /** A folder with `node_api.h`, `uv.h` and `openssl/`, instead of those that belong to this Node. */
  readonly headers?: string | undefined;
}

/** A built addon. */
export interface CompiledAddon {
  readonly path: string;
  /** The first line of `--version`: `g++ (Debian 12.2.0-14+deb12u1) 12.2.0`. */
  readonly compiler: string;
  /** Folders with headers, in the order of search. */
  readonly headers: readonly string[];
}

/** The same sources, compiler and headers give the same bytes. Node itself has the symbols of Node-API, OpenSSL and libuv. */
export const compilerFlags: readonly string[] = [
  '-O2',
  '-std=c++17',
  '-shared',
  '-fPIC',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-fno-exceptions',
  '-fno-rtti',
  '-static-libstdc++',
  '-static-libgcc',
  '-fvisibility=hidden',
  '-fvisibility-inlines-hidden',
  '-fstack-protector-strong',
  '-D_FORTIFY_SOURCE=2',
  '-DNAPI_VERSION=8',
  '-Inative/src',
  '-Wl,--build-id=none',
  '-Wl,--exclude-libs,ALL',
  '-Wl,-z,relro,-z,now,-z,noexecstack',
  '-s',
];

/** Paths of the C++ sources from the package's folder, sorted. */
export function addonSources(): readonly string[] {
  const files = readdirSync(`${packageFolder}native/src`, { recursive: true, encoding: 'utf8' });
  return files
    .map((path) => `native/src/${path.replaceAll('\\', '/')}`)
    .filter((path) => /\.(?:cc|h)$/.test(path))
    .sort();
}

/**
 * Builds the addon from the sources in the package, for this Node.
 *
 * @throws {WirechartError} `ERR_WIRECHART_BUILD`: not on Linux, no compiler, no headers, or the compiler failed.
 */
export function compileAddon(options: CompilerOptions): CompiledAddon {
  const { compiler = 'g++' } = options;
  if (process.platform !== 'linux')
    throw failure(`the native addon needs Linux, and this is ${process.platform}. Do without the addon`);
  const { status, stdout, error } = spawnSync(compiler, ['--version'], { encoding: 'utf8' });
  if (status !== 0) throw failure(`${compiler} does not run. Debian has it in the package g++`, error);
  const headers = options.headers === undefined ? headerFolders() : [resolve(options.headers)];
  mkdirSync(options.out, { recursive: true });
  const path = join(resolve(options.out), `${process.platform}-${process.arch}.node`);
  const { stderr, status: built } = spawnSync(
    compiler,
    [
      ...compilerFlags,
      // The folder of the package is not in the file.
      `-ffile-prefix-map=${packageFolder}=`,
      `-DWIRECHART_VERSION="${packageVersion()}"`,
      ...headers.map((folder) => `-isystem${folder}`),
      '-o',
      path,
      ...addonSources().filter((source) => source.endsWith('.cc')),
    ],
    { cwd: packageFolder, encoding: 'utf8' },
  );
  if (built !== 0) throw failure(compilerProblem(stderr, headers));
  return { path, compiler: stdout.split('\n')[0] ?? '', headers };
}

/**
 * Headers that belong to this Node: next to its binary, as archives and images of Node have them, or those of its
 * release. Headers that are in none of the folders come from the system.
 */
function headerFolders(): readonly string[] {
  const beside = join(dirname(dirname(realpathSync(process.execPath))), 'include');
  for (const folder of [join(beside, 'node'), join(beside, 'nodejs')])
    if (existsSync(join(folder, 'node_api.h'))) return [folder];
  for (const folder of [process.cwd(), packageFolder]) {
    try {
      const found = createRequire(join(folder, 'package.json')).resolve('node-api-headers/package.json');
      return [join(dirname(found), 'include')];
    } catch {
      // Not installed there.
    }
  }
  return [];
}

/** Which package has a header that was not found. */
const HEADERS: readonly (readonly [pattern: RegExp, package_: string])[] = [
  [/^(?:node_api|js_native_api)/, 'the npm package node-api-headers, in the folder where you run this'],
  [/^openssl\//, "Debian's package libssl-dev, with the major version of OpenSSL that this Node has"],
  [/^uv/, "Debian's package libuv1-dev"],
  [/./, "Debian's packages g++ and libc6-dev"],
];

function compilerProblem(stderr: string, headers: readonly string[]): string {
  const missing = /fatal error: '?([^\s':]+)'?(?:: No such file| file not found)/.exec(stderr)?.[1];
  if (missing === undefined) return `the compiler failed:\n${stderr.trim()}`;
  const where = headers.length === 0 ? "the system's folders" : `${headers.join(', ')} or the system's folders`;
  const package_ = HEADERS.find(([pattern]) => pattern.test(missing))?.[1] ?? '';
  return `the header ${missing} is not in ${where}. Install ${package_}`;
}

function failure(message: string, cause?: unknown): WirechartError {
  return new WirechartError('ERR_WIRECHART_BUILD', message, cause === undefined ? {} : { cause });
}
