import type { RingProducer } from '../../ring/ring-producer.ts';
import type { SocketAddress } from '../address.ts';

/** What an entry of a ring between the main thread and a worker is. */
export const Entry = {
  /** A datagram from the address, or for it. */
  datagram: 1,
  /** The address has a connection now; no bytes. */
  held: 2,
  /** The last connection of the address has ended; no bytes. */
  released: 3,
} as const;

/**
 * The first word of an entry: what it is, and the length of the text of an IPv6 address in bytes, which precedes the
 * datagram; 0: the second word is an IPv4 address. The third word is the port.
 */
const LENGTH_SHIFT = 8;
const KIND_MASK = 0xff;
/** Longest datagram of UDP, and the longest text of an address. */
const SCRATCH_BYTES = 65_536 + 256;
/** Addresses that a reader remembers. */
const MAX_REMEMBERED = 4096;

export function kindOf(word: number): number {
  return word & KIND_MASK;
}

/** Bytes of the entry before the datagram. */
export function prefixLength(word: number): number {
  return word >>> LENGTH_SHIFT;
}

/** Writes entries with addresses into one lane of a ring. */
export class EntryWriter {
  readonly #producer: RingProducer;
  #last: SocketAddress | undefined;
  #address = 0;
  #text: Uint8Array = NOTHING;
  #scratch: Uint8Array = NOTHING;

  constructor(producer: RingProducer) {
    this.#producer = producer;
  }

  /** False: the ring is full, and nothing was written. `remote` is not changed by the caller later. */
  write(kind: number, remote: SocketAddress, bytes: Uint8Array, at: number, length: number): boolean {
    if (remote !== this.#last) this.#take(remote);
    const text = this.#text;
    const word = kind | (text.length << LENGTH_SHIFT);
    if (text.length === 0) return this.#producer.tryWrite(word, this.#address, remote.port, bytes, at, length);
    if (this.#scratch.length === 0) this.#scratch = new Uint8Array(SCRATCH_BYTES);
    this.#scratch.set(text);
    this.#scratch.set(bytes.subarray(at, at + length), text.length);
    return this.#producer.tryWrite(word, 0, remote.port, this.#scratch, 0, text.length + length);
  }

  publish(): void {
    this.#producer.publish();
  }

  publishQuietly(): void {
    this.#producer.publishQuietly();
  }

  #take(remote: SocketAddress): void {
    this.#last = remote;
    const isText = remote.family === 'IPv6';
    this.#text = isText ? new TextEncoder().encode(remote.address) : NOTHING;
    this.#address = isText ? 0 : numberOf(remote.address);
  }
}

/** Reads the addresses of entries. Equal addresses are mostly the same object. */
export class AddressReader {
  readonly #known = new Map<number | string, SocketAddress>();

  /** The frozen address of an entry; undefined: the entry is not one that `EntryWriter` wrote. */
  read(
    word: number,
    a: number,
    port: number,
    memory: Uint8Array,
    at: number,
    length: number,
  ): SocketAddress | undefined {
    const prefix = prefixLength(word);
    if (prefix > length || port > 65_535) return undefined;
    const key = prefix === 0 ? a * 65_536 + port : `${textOf(memory, at, prefix)} ${port}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const address = typeof key === 'number' ? dotted(a) : key.slice(0, key.lastIndexOf(' '));
    const remote: SocketAddress = Object.freeze({ address, family: prefix === 0 ? 'IPv4' : 'IPv6', port });
    if (this.#known.size >= MAX_REMEMBERED) this.#known.clear();
    this.#known.set(key, remote);
    return remote;
  }
}

/** A short key of an address for a table: a number for IPv4, a text for IPv6. */
export function addressKey({ address, family, port }: SocketAddress): number | string {
  return family === 'IPv4' ? numberOf(address) * 65_536 + port : `${address} ${port}`;
}

/** The address of a key. */
export function addressOf(key: number | string): SocketAddress {
  if (typeof key === 'number') {
    return { address: dotted(Math.floor(key / 65_536)), family: 'IPv4', port: key % 65_536 };
  }
  const end = key.lastIndexOf(' ');
  return { address: key.slice(0, end), family: 'IPv6', port: Number(key.slice(end + 1)) };
}

/** The value of `192.0.2.1`. */
function numberOf(address: string): number {
  let value = 0;
  let part = 0;
  for (let index = 0; index < address.length; index++) {
    const code = address.charCodeAt(index);
    if (code === DOT) {
      value = value * 256 + part;
      part = 0;
    } else part = part * 10 + code - ZERO;
  }
  return value * 256 + part;
}

function dotted(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 0xff}.${(value >>> 8) & 0xff}.${value & 0xff}`;
}

/** ASCII. A TextDecoder refuses shared memory. */
function textOf(memory: Uint8Array, at: number, length: number): string {
  let text = '';
  for (let index = 0; index < length; index++) text += String.fromCharCode(memory[at + index] as number);
  return text;
}

const NOTHING = new Uint8Array(0);
const DOT = 46;
const ZERO = 48;
