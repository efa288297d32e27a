import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { addonSources } from '../runtime/native/addon-compiler.ts';
import { packageVersion } from '../runtime/native/addon-package.ts';
import { languageFlags, succeeds } from './programs.ts';

/** An addon under ASan and UBSan. */
export interface SanitizedAddon {
  readonly path: string;
  /** What Node needs to load it. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Builds it into a folder; undefined: the compiler failed, and said why. */
export function sanitizedAddon(folder: string): SanitizedAddon | undefined {
  const path = join(folder, 'sanitized.node');
  const built = succeeds('g++', 'g++', [
    '-g',
    '-O1',
    '-shared',
    '-fPIC',
    '-fno-omit-frame-pointer',
    '-fsanitize=address,undefined',
    '-fno-sanitize-recover=all',
    ...languageFlags.filter((flag) => !flag.startsWith('-DWIRECHART_VERSION')),
    `-DWIRECHART_VERSION="${packageVersion()}"`,
    '-o',
    path,
    ...addonSources().filter((source) => source.endsWith('.cc')),
  ]);
  if (!built) return undefined;
  // Node itself is built without them, so they are loaded before it. It frees little at its end.
  const environment = {
    LD_PRELOAD: ['libasan.so', 'libubsan.so'].map(libraryPath).join(' '),
    ASAN_OPTIONS: 'detect_leaks=0:allocator_may_return_null=1',
  };
  return { path, environment };
}

/** The library that the compiler links. */
function libraryPath(name: string): string {
  return spawnSync('g++', [`-print-file-name=${name}`], { encoding: 'utf8' }).stdout.trim();
}
