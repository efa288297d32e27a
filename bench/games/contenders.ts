// The contenders of the layer `games`.
import { fileURLToPath } from 'node:url';
import { createNativeSockets } from 'wirechart/net/native';
import { Absence } from '../absence.ts';
import { profiledNode } from '../profile/profiled-node.ts';
import type { GameRole } from './settings.ts';

/** One implementation that transports messages between clients and a server. */
export interface GameContender {
  /** In JSON and on the command line. */
  readonly key: string;
  /** In tables. */
  readonly name: string;
  /** Ours: the prefix of what it adds to the latency of node:dgram, in JSON. */
  readonly added?: string;
  /** The words before and after those of `gameArguments`. Throws Absence where it cannot run here. */
  prepare(): (role: GameRole) => { readonly before: readonly string[]; readonly after: readonly string[] };
}

/** In the order of the tables. */
export const gameContenders: readonly GameContender[] = [
  { key: 'oursNative', name: 'ours native', added: 'native', prepare: native },
  { key: 'ours', name: 'ours, node:crypto + node:dgram', added: 'noAddon', prepare: node('wirechart', 'default') },
  { key: 'dgram', name: 'plain node:dgram', prepare: node('dgram') },
];

function native(): ReturnType<GameContender['prepare']> {
  try {
    createNativeSockets();
  } catch (error) {
    throw new Absence((error as Error).message);
  }
  return node('wirechart', 'native')();
}

/** A program of `programs/` with further arguments. */
function node(name: string, ...after: readonly string[]): GameContender['prepare'] {
  const file = fileURLToPath(new URL(`programs/${name}.js`, import.meta.url));
  return () => (role) => ({ before: [...profiledNode([name, ...after, role].join('-')), file], after });
}
