import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type UdpDatagram, writePcap } from './pcap.ts';

/** A field tree as tshark prints it: names to values, to trees, or to lists of either where a name repeats. */
export interface Tree {
  readonly [name: string]: Branch;
}
type Branch = string | Tree | readonly Branch[];

/** The dissection of one datagram by tshark: its unprotected DTLS records, in order. */
export type Dissection = readonly Tree[];

/** Dissects datagrams with tshark, as DTLS on the given UDP port. */
export function dissect(datagrams: readonly UdpDatagram[], port: number): Dissection[] {
  // A file and not standard input: tshark refuses the socket that Node would give it there.
  const folder = mkdtempSync(join(tmpdir(), 'wirechart-'));
  try {
    const file = join(folder, 'datagrams.pcap');
    writeFileSync(file, writePcap(datagrams));
    const packets: { _source: { layers: Tree } }[] = JSON.parse(runTshark(file, port));
    return packets.map(({ _source }) => list(_source.layers['dtls']).flatMap((dtls) => trees(dtls, 'dtls.record')));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function runTshark(file: string, port: number): string {
  const { stdout, stderr, status, error } = spawnSync(
    'tshark',
    ['-n', '-r', file, '-d', `udp.port==${port},dtls`, '-J', 'dtls', '-T', 'json', '--no-duplicate-keys'],
    { encoding: 'utf8', maxBuffer: 2 ** 26, timeout: 60_000 },
  );
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`tshark ended with ${status}: ${stderr}`);
  return stdout;
}

/** All values of a field anywhere below a tree, in order. */
export function values(tree: Branch | undefined, name: string): string[] {
  if (tree === undefined || typeof tree === 'string') return [];
  if (isList(tree)) return tree.flatMap((each) => values(each, name));
  return Object.entries(tree).flatMap(([key, branch]) =>
    key === name && !isTree(branch) ? list(branch).filter((each) => typeof each === 'string') : values(branch, name),
  );
}

/** The one value of a field below a tree; throws where there is none or more than one. */
export function value(tree: Branch | undefined, name: string): string {
  const [found, ...others] = values(tree, name);
  if (found === undefined || others.length > 0)
    throw new Error(`tshark shows ${name} ${others.length + 1} times or never`);
  return found;
}

/** A numeric field, decimal or `0x...`. */
export function number(tree: Branch | undefined, name: string): number {
  return Number(value(tree, name));
}

/** Like `number`, for a field that repeats. */
export function numbers(tree: Branch | undefined, name: string): number[] {
  return values(tree, name).map(Number);
}

/** A field of bytes, as hexadecimal digits. */
export function hex(tree: Branch | undefined, name: string): string {
  return value(tree, name).replaceAll(':', '');
}

/** The subtrees directly below a tree whose names start with `prefix`. */
export function trees(tree: Branch | undefined, prefix: string): Tree[] {
  if (tree === undefined || !isTree(tree)) return [];
  return Object.entries(tree)
    .filter(([key]) => key.startsWith(prefix))
    .flatMap(([, branch]) => list(branch))
    .filter(isTree);
}

function list(branch: Branch | undefined): readonly Branch[] {
  if (branch === undefined) return [];
  return isList(branch) ? branch : [branch];
}

function isList(branch: Branch): branch is readonly Branch[] {
  return Array.isArray(branch);
}

function isTree(branch: Branch): branch is Tree {
  return typeof branch === 'object' && !isList(branch);
}
