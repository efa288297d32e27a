import type { Counters } from '../statistics.ts';

/** Datagrams of one client. Later ones are dropped, as the network would drop them. */
const MAX_DATAGRAMS_OF_CLIENT = 4;
/** Bytes of all clients. */
const MAX_BYTES = 65_536;
/** A shorter datagram counts as this many bytes, so that the number of datagrams has a limit too: 256. */
const MIN_BYTES = 256;
/** Milliseconds. Early data that is older is not fresh; RFC 9846 section 8.3. */
const MAX_AGE = 10_000;

interface EarlyClient {
  readonly since: number;
  readonly datagrams: Uint8Array[];
  bytes: number;
}

/**
 * Protected records that arrived before the ClientHello of their client was complete: the network reordered them, or
 * they followed one of its fragments; RFC 9147 section 4.2.1 permits to keep them. They are lost if there are too many:
 * early data is not retransmitted by the protocol.
 *
 * Only for clients that need no cookie, or whose early data may be accepted; otherwise nothing is kept before the cookie is
 * returned.
 */
export class EarlyDatagrams {
  /** By address, the oldest first. */
  readonly #clients = new Map<string, EarlyClient>();
  readonly #counters: Counters;
  #bytes = 0;

  constructor(counters: Counters) {
    this.#counters = counters;
  }

  /** Keeps a copy of `datagram`, from the client with this address. Drops and counts what exceeds the limits. */
  add(address: Uint8Array, datagram: Uint8Array, now: number): void {
    const key = keyOf(address);
    const known = this.#clients.get(key);
    if (known !== undefined && now - known.since > MAX_AGE) this.#drop(key, known);
    const client = this.#clients.get(key) ?? { since: now, datagrams: [], bytes: 0 };
    const bytes = Math.max(datagram.length, MIN_BYTES);
    if (client.datagrams.length === MAX_DATAGRAMS_OF_CLIENT || client.bytes + bytes > MAX_BYTES) {
      this.#counters.discarded.unassociated += 1;
      return;
    }
    for (const [oldestKey, oldest] of this.#clients) {
      if (this.#bytes + bytes <= MAX_BYTES) break;
      if (oldest !== client) this.#drop(oldestKey, oldest);
    }
    // Not slice(): that of a Buffer shares its memory.
    client.datagrams.push(new Uint8Array(datagram));
    client.bytes += bytes;
    this.#bytes += bytes;
    this.#clients.set(key, client);
  }

  /** Removes and returns the datagrams of a client, in the order of their arrival. */
  take(address: Uint8Array, now: number): readonly Uint8Array[] {
    if (this.#clients.size === 0) return [];
    const key = keyOf(address);
    const client = this.#clients.get(key);
    if (client === undefined) return [];
    if (now - client.since > MAX_AGE) {
      this.#drop(key, client);
      return [];
    }
    this.#remove(key, client);
    return client.datagrams;
  }

  #drop(key: string, client: EarlyClient): void {
    this.#remove(key, client);
    this.#counters.discarded.unassociated += client.datagrams.length;
  }

  #remove(key: string, client: EarlyClient): void {
    this.#clients.delete(key);
    this.#bytes -= client.bytes;
  }
}

function keyOf(address: Uint8Array): string {
  return String.fromCharCode(...address);
}
