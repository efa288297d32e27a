import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';
import { CommandError } from './failure.ts';

/** `2s`, `500ms` or `1.5m`, in milliseconds; a number without a unit is in seconds. */
export function parseDuration(text: string): number {
  const [, digits, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(text) ?? [];
  const factor = { ms: 1, s: 1000, m: 60_000 }[unit];
  if (digits === undefined || factor === undefined) throw new InvalidArgumentError('Write 500ms, 2s or 1m.');
  const milliseconds = Number(digits) * factor;
  if (milliseconds > 86_400_000) throw new InvalidArgumentError('The maximum is one day.');
  return milliseconds;
}

/** As parseDuration, at least 1 ms: nothing completes in no time. */
export function parseTimeout(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds < 1) throw new InvalidArgumentError('The minimum is 1ms.');
  return milliseconds;
}

/** As parseTimeout, in whole milliseconds. */
export function parseWholeTimeout(text: string): number {
  return Math.round(parseTimeout(text));
}

/** As parseDuration, in whole milliseconds; 0: no wait. */
export function parseRefusedTimeout(text: string): number {
  return Math.round(parseDuration(text));
}

/** As parseTimeout, or `never`: Infinity. */
export function parseIdleTimeout(text: string): number {
  return text === 'never' ? Number.POSITIVE_INFINITY : Math.round(parseTimeout(text));
}

/** The length of a connection id: 0 to 255 bytes. */
export function parseConnectionIdLength(text: string): number {
  if (/^\d{1,3}$/.test(text) && Number(text) <= 255) return Number(text);
  throw new InvalidArgumentError('Write a number of bytes from 0 to 255.');
}

/** Limits for one key. */
interface RekeyLimits {
  readonly records?: number;
  readonly bytes?: number;
  readonly ms?: number;
}

const DECIMAL_UNITS: Readonly<Record<string, number>> = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };

/** `100000` records, `1GB` or `10m`, or several of them separated by commas. */
export function parseRekey(text: string): RekeyLimits {
  const limits = parseNames(text).map(parseRekeyLimit);
  const all: RekeyLimits = Object.assign({}, ...limits);
  if (Object.keys(all).length === limits.length) return all;
  throw new InvalidArgumentError('Write each kind of limit once.');
}

function parseRekeyLimit(text: string): RekeyLimits {
  if (/^\d{1,15}$/.test(text)) return { records: Number(text) };
  const [, digits, unit = ''] = /^(\d{1,15}(?:\.\d{1,9})?)([KMGT]?B)$/.exec(text) ?? [];
  if (digits !== undefined) return { bytes: Math.round(Number(digits) * (DECIMAL_UNITS[unit] as number)) };
  if (!/[ms]$/.test(text)) throw new InvalidArgumentError('Write records, bytes or a time: 100000, 1GB or 10m.');
  return { ms: Math.round(parseTimeout(text)) };
}

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** `name:port`, `192.0.2.1:port`, `[2001:db8::1]:port`; port 0: any free port. */
export function parseHostPort(text: string): HostPort {
  return splitHostPort(text, 0);
}

/** As parseHostPort, for a peer: no peer listens on port 0. */
export function parsePeer(text: string): HostPort {
  return splitHostPort(text, 1);
}

function splitHostPort(text: string, smallest: number): HostPort {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:[\]]+)):([^:]*)$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || port === undefined) {
    throw new InvalidArgumentError('Write HOST:PORT, with an IPv6 address in brackets: [::1]:4433.');
  }
  return { host, port: portFrom(port, smallest) };
}

/** A port to listen on; 0: any free port. */
export function parsePort(text: string): number {
  return portFrom(text, 0);
}

function portFrom(text: string, smallest: number): number {
  const port = Number(text);
  if (!/^\d{1,9}$/.test(text) || port < smallest || port > 65_535) {
    throw new InvalidArgumentError(`A port is a whole number from ${smallest} to 65535.`);
  }
  return port;
}

/** `one,two`: names separated by commas. */
export function parseNames(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('Write names separated by commas.');
  return names;
}

/** An integer of at least 1. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (!/^\d{1,9}$/.test(text) || count < 1) throw new InvalidArgumentError('Write a whole number, at least 1.');
  return count;
}

/** A number such as `1.5`; the library checks its range. */
export function parseFactor(text: string): number {
  if (!/^\d{1,9}(\.\d{1,9})?$/.test(text)) throw new InvalidArgumentError('Write a number, such as 1.5.');
  return Number(text);
}

/** A whole number, at least 0. */
export function parseNatural(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Write a whole number, at least 0.');
  return Number(text);
}

/** 0 to 1. */
export function parseProbability(text: string): number {
  const probability = Number(text);
  if (!/^[\d.]+$/.test(text) || !(probability >= 0 && probability <= 1)) {
    throw new InvalidArgumentError('Write a number from 0 to 1, for example 0.05.');
  }
  return probability;
}

/** The bytes of a file. Throws CommandError that names the file. */
export function readInput(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new CommandError(`cannot read ${path}: ${reasonOf(error)}`);
  }
}

/** The reason of a system error, for a message. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
      return 'it does not exist';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EEXIST':
      return 'a file of that name exists';
    case 'EISDIR':
      return 'it is a folder';
    case 'ENOTDIR':
      return 'a part of the path is not a folder';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
