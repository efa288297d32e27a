import { isIP } from 'node:net';
import { ConfigError } from '../errors/config-error.ts';
import { checkInteger, isBytes, isObject } from '../errors/option-checks.ts';
import type { SocketAddress } from './address.ts';
import { callListener } from './listener-guard.ts';
import type { PathTable } from './path-table.ts';

/** The datagrams that go to another stack. They are delivered outside of the core, where any method may be called. */
export class LegacyDatagrams {
  readonly #listener: (datagram: Uint8Array, peer: SocketAddress) => void;
  readonly #paths: PathTable;
  #queued: { readonly datagram: Uint8Array; readonly peer: SocketAddress }[] = [];

  constructor(listener: (datagram: Uint8Array, peer: SocketAddress) => void, paths: PathTable) {
    this.#listener = listener;
    this.#paths = paths;
  }

  /** Queues a copy of a datagram. */
  add(path: number, datagram: Uint8Array): void {
    const peer = this.#paths.remote(path);
    // Not slice(): that of a Buffer shares its memory.
    if (peer !== undefined) this.#queued.push({ datagram: new Uint8Array(datagram), peer });
  }

  deliver(): void {
    if (this.#queued.length === 0) return;
    for (const { datagram, peer } of this.#queued.splice(0)) callListener(this.#listener, undefined, datagram, peer);
  }
}

/** A copy of the address that a datagram is sent to. Throws ConfigError. */
export function checkedDatagram(datagram: unknown, peer: unknown): SocketAddress {
  if (!isBytes(datagram)) throw new ConfigError('datagram', 'must be a Uint8Array');
  if (!isObject(peer)) throw new ConfigError('peer', 'must have an address and a port');
  const { address, port } = peer;
  const version = typeof address === 'string' ? isIP(address) : 0;
  if (version === 0) throw new ConfigError('peer', 'its address must be an IP address');
  checkInteger('peer', port, { min: 1, max: 65_535 });
  if (port === undefined) throw new ConfigError('peer', 'must have a port');
  return { address: address as string, family: version === 6 ? 'IPv6' : 'IPv4', port };
}
