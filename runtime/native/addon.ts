import { existsSync, realpathSync } from 'node:fs';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import process from 'node:process';
import { AddonError } from '../errors/addon-error.ts';
import { packageVersion, prebuilt } from './addon-package.ts';
import { type Host, thisHost } from './host.ts';
import { sharedObjectProblem } from './shared-object.ts';

/** The exports of the native addon. The modules that use its functions add them by declaration. */
export interface NativeAddon {
  /** The version of the package that it was built from. */
  readonly version: string;
  /** The version of OpenSSL in this process: `3.0.19`. */
  readonly openssl: string;
  /** The version of OpenSSL that it was compiled for. */
  readonly opensslHeaders: string;
}

const loaded = new Map<string, NativeAddon>();

/**
 * The addon of this package, or the one at `path`: a file that `wirechart doctor --build` wrote. Nothing else is
 * searched, and no environment variable is read. A file is loaded once per thread.
 *
 * @throws {AddonError} it cannot be used here; `reason` says why.
 */
export function loadAddon(path?: string): NativeAddon {
  const file = resolve(path ?? prebuilt.path);
  const known = loaded.get(file);
  if (known !== undefined) return known;
  if (path === undefined) {
    const refusal = prebuiltRefusal(thisHost());
    if (refusal !== undefined) throw refusal;
  }
  const addon = load(file, path === undefined);
  checkVersion(addon, file);
  checkOpenssl(addon, file, process.versions.openssl ?? '');
  loaded.set(file, addon);
  return addon;
}

const BUILD =
  'Build it with `wirechart doctor --build --out DIR` and pass the path of the file, or do without the addon';

const PERMIT = 'Start Node with --allow-addons if with --permission, and without --no-addons, or do without the addon';

/** Why the addon of the package does not fit a host. */
export function prebuiltRefusal(host: Host): AddonError | undefined {
  const { path, platform, arch, glibc, openssl } = prebuilt;
  if (host.platform !== platform) {
    const advice = 'Do without the addon: it needs Linux';
    return new AddonError('platform', path, `the native addon is built for ${platform}, not ${host.platform}`, advice);
  }
  if (host.arch !== arch)
    return new AddonError('platform', path, `the native addon is built for ${arch}, not ${host.arch}`, BUILD);
  if (host.glibc === undefined)
    return new AddonError('libc', path, 'the native addon needs glibc, and this C library is another, as musl', BUILD);
  if (older(host.glibc, glibc))
    return new AddonError('libc', path, `the native addon needs glibc ${glibc} or later, not ${host.glibc}`, BUILD);
  if (major(host.openssl) !== openssl) {
    const message = `the native addon needs OpenSSL ${openssl}, and this Node has ${host.openssl || 'none'}`;
    return new AddonError('openssl', path, message, BUILD);
  }
  return undefined;
}

function load(file: string, ours: boolean): NativeAddon {
  if (!existsSync(file)) {
    const advice = ours ? 'Install the package again' : 'Give the path of a file that exists';
    throw new AddonError('missing', file, `${file} does not exist`, advice);
  }
  const module: { exports: Partial<NativeAddon> } = { exports: {} };
  let problem: string | undefined;
  let cause: unknown;
  try {
    problem = process.platform === 'linux' ? sharedObjectProblem(file, process.arch) : undefined;
    // All symbols at once: one that is missing would end the process later, at its first call.
    if (problem === undefined) process.dlopen(module, realpathSync(file), constants.dlopen.RTLD_NOW);
  } catch (thrown) {
    cause = thrown;
    problem = thrown instanceof Error ? thrown.message : String(thrown);
  }
  if (problem === undefined) return module.exports as NativeAddon;
  const isDisabled = cause instanceof Error && 'code' in cause && cause.code === 'ERR_DLOPEN_DISABLED';
  throw new AddonError(
    'load',
    file,
    `${file} cannot be loaded: ${problem.replace(/\.$/, '')}`,
    isDisabled ? PERMIT : BUILD,
    cause === undefined ? {} : { cause },
  );
}

function checkVersion({ version }: Partial<NativeAddon>, file: string): void {
  const wanted = packageVersion();
  if (version === wanted) return;
  const found = typeof version === 'string' ? `version ${version}` : 'no addon of wirechart';
  throw new AddonError('version', file, `${file} is ${found}, and this is wirechart ${wanted}`, BUILD);
}

/** The layout of OpenSSL's functions may differ between major versions. */
function checkOpenssl({ opensslHeaders }: Pick<NativeAddon, 'opensslHeaders'>, file: string, here: string): void {
  if (major(opensslHeaders) === major(here)) return;
  const message = `${file} is built for OpenSSL ${opensslHeaders}, and this Node has ${here || 'none'}`;
  throw new AddonError('openssl', file, message, BUILD);
}

function major(version: string): number {
  return Number.parseInt(version, 10);
}

/** Compares `2.9` and `2.28` as versions. */
function older(version: string, than: string): boolean {
  const [parts, others] = [version, than].map((each) => each.split('.').map(Number));
  const at = (others ?? []).findIndex((other, index) => other !== (parts?.[index] ?? 0));
  return at >= 0 && (parts?.[at] ?? 0) < (others?.[at] ?? 0);
}
