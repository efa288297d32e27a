// The contenders of the layer `connections`.
import { createNativeSockets } from 'wirechart/net/native';
import { Absence } from '../absence.ts';
import type { ServerVariant } from './settings.ts';

/** One server, and how much memory it may use. */
export interface ConnectionsContender {
  /** In JSON and on the command line. */
  readonly key: string;
  /** In tables. */
  readonly name: string;
  readonly variant: ServerVariant;
  readonly native: boolean;
  /** Bytes of RSS of an idle connection, at most. */
  readonly limit: number;
}

/** In the order of the tables. */
export const connectionsContenders: readonly ConnectionsContender[] = [
  { key: 'oursBatch', name: 'ours native, onBatch of the endpoint', variant: 'batch', native: true, limit: 1500 },
  { key: 'oursSession', name: 'ours native, session and onmessage', variant: 'session', native: true, limit: 2500 },
  { key: 'oursNoAddonBatch', name: 'ours without addon, onBatch', variant: 'batch', native: false, limit: 4096 },
  {
    key: 'oursNoAddonSession',
    name: 'ours without addon, session and onmessage',
    variant: 'session',
    native: false,
    limit: 4096,
  },
];

/** Throws Absence where the contender cannot run here. */
export function requireAvailable({ native }: ConnectionsContender): void {
  if (!native) return;
  try {
    createNativeSockets();
  } catch (error) {
    throw new Absence((error as Error).message);
  }
}
