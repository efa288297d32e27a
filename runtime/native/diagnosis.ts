import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import process from 'node:process';
import { getSystemErrorName } from 'node:util';
import { AddonError, type AddonReason } from '../errors/addon-error.ts';
import { loadAddon, type NativeAddon } from './addon.ts';
import { packageVersion, prebuilt } from './addon-package.ts';
import { type Host, thisHost } from './host.ts';
import { type Processor, thisProcessor } from './processor.ts';

declare module './addon.ts' {
  interface NativeAddon {
    /** 0, or the negative number of the system's error, for each thing that a UDP socket may be able to do. */
    probeSockets(): Readonly<Record<SocketFeature, number>>;
  }
}

/** What a UDP socket may be able to do; `gso` and `gro`: many datagrams of one size as one, sent and received. */
export type SocketFeature =
  | 'sendmmsg'
  | 'recvmmsg'
  | 'gso'
  | 'gro'
  | 'reusePort'
  | 'ecn'
  | 'destinationAddress'
  | 'mtuDiscovery'
  | 'ipv6';

/** Whether the addon is usable, and why not. */
export type AddonState =
  | { readonly active: true; readonly path: string; readonly version: string; readonly opensslHeaders: string }
  | {
      readonly active: false;
      readonly path: string;
      readonly reason: AddonReason;
      readonly code: string;
      readonly message: string;
      readonly advice: string;
    };

/** What decides how fast this process can be, and what `--native` uses here. */
export interface Diagnosis {
  /** Versions of this package, of Node and of the kernel. */
  readonly wirechart: string;
  readonly node: string;
  readonly kernel: string;
  readonly host: Host;
  readonly processor: Processor;
  readonly addon: AddonState;
  /** `works`, or the name of the system's error; undefined without the addon, which tries them. */
  readonly sockets: Readonly<Record<SocketFeature, string>> | undefined;
  /** The largest socket buffers in bytes that a program may ask for; undefined where the system does not say. */
  readonly buffers: { readonly receive: number | undefined; readonly send: number | undefined };
  /** The provider and the sockets of a command with `--native`; where the addon is not active, without it. */
  readonly uses: { readonly provider: 'native' | 'openssl'; readonly sockets: 'native' | 'dgram' };
}

/** Loads the addon of the package, or the one at `path`, and tries what it needs. */
export function diagnose(path?: string): Diagnosis {
  const [addon, loaded] = stateOf(path);
  const sockets = loaded === undefined ? undefined : namesOf(loaded.probeSockets());
  return {
    wirechart: packageVersion(),
    node: process.versions.node,
    kernel: release(),
    host: thisHost(),
    processor: thisProcessor(),
    addon,
    sockets,
    buffers: { receive: kernelNumber('net/core/rmem_max'), send: kernelNumber('net/core/wmem_max') },
    uses: {
      provider: addon.active ? 'native' : 'openssl',
      sockets: addon.active ? 'native' : 'dgram',
    },
  };
}

function stateOf(path: string | undefined): readonly [AddonState, NativeAddon | undefined] {
  try {
    const addon = loadAddon(path);
    const { version, opensslHeaders } = addon;
    return [{ active: true, path: path ?? prebuilt.path, version, opensslHeaders }, addon];
  } catch (error) {
    if (!(error instanceof AddonError)) throw error;
    const { reason, code, message, advice } = error;
    return [{ active: false, path: error.path, reason, code, message, advice }, undefined];
  }
}

function namesOf(probes: Readonly<Record<SocketFeature, number>>): Readonly<Record<SocketFeature, string>> {
  const entries = Object.entries(probes).map(([name, error]) => [
    name,
    error === 0 ? 'works' : getSystemErrorName(error),
  ]);
  return Object.fromEntries(entries);
}

function kernelNumber(name: string): number | undefined {
  try {
    return Number(readFileSync(`/proc/sys/${name}`, 'utf8'));
  } catch {
    return undefined;
  }
}
