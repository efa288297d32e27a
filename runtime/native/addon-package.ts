import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The package's own folder; this module is two folders below `dist` in it. */
export const packageFolder = fileURLToPath(new URL('../../../', import.meta.url));

/** The addon that the package contains, and what it was built for. */
export const prebuilt = {
  path: `${packageFolder}native/prebuilt/linux-x64.node`,
  platform: 'linux',
  arch: 'x64',
  /** The lowest version of glibc with all symbols that it uses. */
  glibc: '2.28',
  /** The major version of OpenSSL. */
  openssl: 3,
} as const;

let version: string | undefined;

/** The version of this package. */
export function packageVersion(): string {
  version ??= (JSON.parse(readFileSync(`${packageFolder}package.json`, 'utf8')) as { readonly version: string })
    .version;
  return version;
}
