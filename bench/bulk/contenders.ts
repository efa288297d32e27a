// The contenders of the layers `bulk` and `packet`.
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createNativeSockets } from 'wirechart/net/native';
import { Absence } from '../absence.ts';
import { type CProgram, compiledProgram } from '../c-program.ts';
import { packageFile } from '../npm-package.ts';
import { profiledNode } from '../profile/profiled-node.ts';
import { identityFiles } from './identity.ts';
import type { Command } from './pair.ts';
import type { BulkRole } from './settings.ts';

export type BulkLayer = 'bulk' | 'packet';

/** One implementation that transports messages from a sender to a receiver. */
export interface Contender {
  /** In JSON and on the command line. */
  readonly key: string;
  /** In tables. */
  readonly name: string;
  readonly layers: readonly BulkLayer[];
  /** Ours: the key of the contender that sends the same messages by the same path without protection. */
  readonly plain?: string;
  /** The name of 1 - ours/plain and of the quotient of the senders' CPU times in JSON: `perPacket`. */
  readonly overhead?: string;
  /** Builds or installs what it needs. Throws Absence where it cannot run here. */
  prepare(): (role: BulkRole) => Command;
}

const both = ['bulk', 'packet'] as const;
const C_FOLDER = 'bulk/c';
const udp: CProgram = { name: 'udp', folder: C_FOLDER, sources: ['udp.c', 'transport.c', 'bulk.c'] };
const evp: CProgram = {
  name: 'evp',
  folder: C_FOLDER,
  sources: ['evp.c', 'record.c', 'transport.c', 'bulk.c'],
  libraries: ['crypto'],
};
const dtls12: CProgram = {
  name: 'dtls12',
  folder: C_FOLDER,
  sources: ['dtls12.c', 'bulk.c'],
  libraries: ['ssl', 'crypto'],
};

const payload: CProgram = { name: 'payload', folder: C_FOLDER, sources: ['payload.c', 'bulk.c'], isAddon: true };

/** In the order of the tables. The first of a layer that can run here is the one that the others are compared with. */
export const contenders: readonly Contender[] = [
  {
    key: 'oursNativeBatch',
    name: 'ours native, batches',
    layers: ['bulk'],
    plain: 'fastpathPlain',
    overhead: 'batch',
    prepare: native('wirechart', 'native-batch'),
  },
  {
    key: 'oursNativePacket',
    name: 'ours native, per packet',
    layers: both,
    plain: 'fastpathPlainPacket',
    overhead: 'perPacket',
    prepare: native('wirechart', 'native-packet'),
  },
  {
    key: 'oursNativeSend',
    name: 'ours native, send and onmessage',
    layers: ['bulk'],
    plain: 'dgram',
    overhead: 'nativeSend',
    prepare: native('wirechart', 'native-send'),
  },
  {
    key: 'ours',
    name: 'ours, node:crypto + node:dgram',
    layers: both,
    plain: 'dgram',
    overhead: 'noAddon',
    prepare: node('wirechart', 'default'),
  },
  {
    key: 'fastpathPlain',
    name: 'plain, our native sockets',
    layers: ['bulk'],
    prepare: native('native-sockets', 'batch'),
  },
  {
    key: 'fastpathPlainPacket',
    name: 'plain, our native sockets per packet',
    layers: both,
    prepare: native('native-sockets', 'packet'),
  },
  { key: 'dgram', name: 'plain node:dgram', layers: both, prepare: node('dgram') },
  {
    key: 'dgramCrypto',
    name: 'node:dgram and node:crypto, no protocol',
    layers: both,
    prepare: node('dgram-crypto'),
  },
  { key: 'cSend', name: 'plain C, send', layers: both, prepare: c(udp, 'send') },
  { key: 'cSendmmsg', name: 'plain C, sendmmsg', layers: both, prepare: c(udp, 'mmsg') },
  { key: 'cGso', name: 'plain C, GSO and GRO', layers: ['bulk'], prepare: c(udp, 'gso') },
  { key: 'cSendEvp', name: 'C with EVP, send', layers: ['packet'], prepare: c(evp, 'send') },
  { key: 'cSendmmsgEvp', name: 'C with EVP, sendmmsg', layers: both, prepare: c(evp, 'mmsg') },
  { key: 'cGsoEvp', name: 'C with EVP, GSO and GRO', layers: ['bulk'], prepare: c(evp, 'gso') },
  { key: 'openssl', name: 'OpenSSL DTLS 1.2 in C', layers: both, prepare: openssl },
  { key: 'werift', name: 'werift-dtls 0.5.8, DTLS 1.2', layers: both, prepare: werift },
];

/** Path of the functions that write and check messages for the contenders on Node. Throws Absence. */
export function payloadAddon(): string {
  return compiledProgram(payload);
}

function c(program: CProgram, mode: string): Contender['prepare'] {
  return () => {
    const path = compiledProgram(program);
    return () => ({ program: path, after: [mode] });
  };
}

/** A program on the native addon. */
function native(name: string, mode: string): Contender['prepare'] {
  return () => {
    try {
      createNativeSockets();
    } catch (error) {
      throw new Absence((error as Error).message);
    }
    return node(name, mode)();
  };
}

/** A program of `programs/` with further arguments. */
function node(name: string, ...after: readonly string[]): Contender['prepare'] {
  const file = fileURLToPath(new URL(`programs/${name}.js`, import.meta.url));
  return () => (role) => {
    const [program, ...options] = profiledNode([name, ...after.map((word) => basename(word)), role].join('-'));
    return { program, before: [...options, file], after };
  };
}

/** The package's own entry point names a file that it lacks. */
function werift(): (role: BulkRole) => Command {
  return node('werift', packageFile('werift-dtls', '0.5.8', 'lib/dtls/src/index.js'))();
}

function openssl(): (role: BulkRole) => Command {
  const program = compiledProgram(dtls12);
  const files = identityFiles();
  return (role) => ({ program, after: role === 'receiver' ? files : [] });
}
