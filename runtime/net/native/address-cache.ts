import type { SocketAddress } from '../address.ts';
import { ipv4Text, ipv6Text } from '../address-text.ts';
import type { UdpAddon } from './udp-addon.ts';

const SETS = 1024;
const WAYS = 4;
/** Words of an address that distinguish it: all but the reserved one. */
const KEY_WORDS = 7;

/**
 * The frozen object of each remote address that a thread has seen lately, at most 4,096: so that one peer has one object,
 * and its text is not made again for each message. A set-associative cache: an address has four places, and a new one
 * replaces them in turn. Whoever chooses addresses that collide gains that texts are made again.
 */
export class AddressCache {
  readonly #keys = new Int32Array(SETS * WAYS * KEY_WORDS);
  readonly #addresses: (SocketAddress | undefined)[] = new Array<undefined>(SETS * WAYS).fill(undefined);
  readonly #addon: UdpAddon;
  #turn = 0;
  #latest = 0;

  constructor(addon: UdpAddon) {
    this.#addon = addon;
  }

  /** The address at `at` of `words`, whose memory `bytes` are. */
  get(words: Int32Array, bytes: Uint8Array, at: number): SocketAddress {
    // Most messages of a batch are from one peer.
    const latest = this.#addresses[this.#latest];
    if (latest !== undefined && this.#has(this.#latest, words, at)) return latest;
    const set = hash(words, at) * WAYS;
    for (let entry = set; entry < set + WAYS; entry++) {
      const address = this.#addresses[entry];
      if (address === undefined || !this.#has(entry, words, at)) continue;
      this.#latest = entry;
      return address;
    }
    this.#turn = (this.#turn + 1) % WAYS;
    return this.#insert(set + this.#turn, words, bytes, at);
  }

  #has(entry: number, words: Int32Array, at: number): boolean {
    const key = entry * KEY_WORDS;
    for (let word = 0; word < KEY_WORDS; word++) {
      if (this.#keys[key + word] !== words[at + word]) return false;
    }
    return true;
  }

  #insert(entry: number, words: Int32Array, bytes: Uint8Array, at: number): SocketAddress {
    const address = Object.freeze(this.#describe(words, bytes, at));
    this.#keys.set(words.subarray(at, at + KEY_WORDS), entry * KEY_WORDS);
    this.#addresses[entry] = address;
    this.#latest = entry;
    return address;
  }

  #describe(words: Int32Array, bytes: Uint8Array, at: number): SocketAddress {
    const port = words[at + 1] as number;
    const raw = bytes.subarray(4 * at + 8, 4 * at + 24);
    if (words[at] === 4) return { address: ipv4Text(raw), family: 'IPv4', port };
    const isLinkLocal = raw[0] === 0xfe && ((raw[1] as number) & 0xc0) === 0x80;
    const zone = (words[at + 6] as number) >>> 0;
    const suffix = isLinkLocal && zone > 0 ? `%${this.#addon.interfaceName(zone) || zone}` : '';
    return { address: `${ipv6Text(raw)}${suffix}`, family: 'IPv6', port };
  }
}

/** The set of an address. */
function hash(words: Int32Array, at: number): number {
  let sum = words[at + 1] as number;
  for (let word = 2; word < 6; word++) sum = Math.imul(sum ^ (words[at + word] as number), 0x9e3779b1);
  return (sum ^ (sum >>> 16)) & (SETS - 1);
}
