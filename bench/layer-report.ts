// The results of one layer as one object: what is printed with --json and kept in files.
import { arch, cpus, release, totalmem } from 'node:os';
import process from 'node:process';
import type { Result } from './result.ts';

/** The layers, from the codecs to bulk data over sockets. */
export const LAYER_NAMES = [
  'codec',
  'machine',
  'timers',
  'certificates',
  'connection',
  'providers',
  'aead',
  'handshake',
  'bulk',
  'packet',
  'allocation',
  'deoptimization',
  'memory',
  'games',
  'connections',
  'rings',
  'workers',
] as const;

export type LayerName = (typeof LAYER_NAMES)[number];

/** The machine and the versions of a measurement. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly openssl: string;
}

/** The content of `bench/results/<layer>.json`. */
export interface LayerReport {
  readonly layer: string;
  /** ISO 8601, in UTC. */
  readonly date: string;
  readonly machine: Machine;
  readonly rounds: number;
  /** Seconds of measurement for each contender in a round; null: the default of the layer. */
  readonly seconds: number | null;
  readonly results: readonly Result[];
}

/** The line of `--json`. */
export interface JsonLine {
  readonly layer: string;
  readonly medians: Readonly<Record<string, number>>;
  readonly ratios: Readonly<Record<string, number>>;
}

const DIGITS = 4;

export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()} ${arch()}`,
    node: process.versions.node,
    openssl: process.versions.openssl,
  };
}

/**
 * The medians and ratios of a layer. Keys of a layer with several comparisons have a prefix: `seal1200Ours`. Our own ratio,
 * which is 1, is left out.
 */
export function jsonLine(layer: string, results: readonly Result[]): JsonLine {
  const medians: Record<string, number> = {};
  const ratios: Record<string, number> = {};
  for (const { key, rows, ratios: further } of results) {
    for (const [index, row] of rows.entries()) {
      medians[prefixed(key, row.key)] = rounded(row.median);
      if (index > 0) ratios[prefixed(key, row.key)] = rounded(row.ratio);
    }
    for (const [name, value] of Object.entries(further)) ratios[prefixed(key, name)] = rounded(value);
  }
  return { layer, medians, ratios };
}

function prefixed(prefix: string, key: string): string {
  return prefix === '' ? key : prefix + key.charAt(0).toUpperCase() + key.slice(1);
}

/** To four significant digits. */
function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
