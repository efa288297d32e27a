import { randomBytes } from 'node:crypto';
import { HalfSipHash } from '../dtls13/listener/half-sip-hash.ts';
import { canonicalAddress, type SocketAddress } from './address.ts';
import { ADDRESS_BYTES, addressEnd, ipv4Text, ipv6Text, isMapped, parseAddress } from './address-text.ts';
import { KEY_BYTES, PathSlots } from './path-slots.ts';

/** Paths whose address objects are kept: those of clients that are active at the same time have one object each. */
const REMOTES = 4096;
const MAX_ZONES = 65_535;

/**
 * Small numbers for remote addresses. An idle path, one without a session, has a number too, because an answer needs an
 * address; at the limit the idle path that was used least recently is evicted. The addresses are bytes in `PathSlots`; their
 * hash is keyed, because any sender selects them.
 */
export class PathTable {
  readonly #capacity: number;
  readonly #maxIdle: number;
  readonly #heldChanged: ((remote: SocketAddress, isHeld: boolean) => void) | undefined;
  readonly #hash = new HalfSipHash(randomBytes(8));
  readonly #slots = new PathSlots();
  #heldPaths = 0;
  /** The key of the address that is looked up. */
  readonly #key = new Uint8Array(KEY_BYTES);
  /** The family of that address. */
  #family: 4 | 6 = 4;
  /** The names of zones by their numbers, from 1. Interfaces of this host have them, not senders. */
  readonly #zones: string[] = [''];
  readonly #zoneNumbers = new Map<string, number>([['', 0]]);
  /** Address objects, by the low bits of the number of their path, and the path that each belongs to. */
  readonly #remotes = new Array<SocketAddress | undefined>(REMOTES).fill(undefined);
  readonly #remoteOf = new Int32Array(REMOTES).fill(-1);
  /** The last address that `held` got, and its path; -1: it has none. Datagrams come in runs. */
  #lastRemote: SocketAddress | undefined;
  #lastHeld = -1;
  readonly #ipv4 = new Uint8Array(6);
  readonly #ipv6 = new Uint8Array(ADDRESS_BYTES + 2);

  /**
   * `capacity`: all paths. `maxIdle`: paths without a session. `heldChanged`: an address has a session now, or its last one has
   * ended.
   */
  constructor(capacity: number, maxIdle: number, heldChanged?: (remote: SocketAddress, isHeld: boolean) => void) {
    this.#capacity = capacity;
    this.#maxIdle = maxIdle;
    this.#heldChanged = heldChanged;
  }

  /** Paths that have an address. */
  get size(): number {
    return this.#slots.idle + this.#heldPaths;
  }

  /**
   * The number of an address, a new one if needed; undefined when every path has a session. Throws ConfigError for text
   * that is not an IP address.
   */
  open(address: string, port: number): number | undefined {
    // The check has the message.
    if (!this.#look(address, port)) canonicalAddress(address, port);
    const slots = this.#slots;
    const hash = this.#hash.of(this.#key);
    const known = slots.find(this.#key, hash);
    if (known >= 0) {
      if (slots.holders[known] === 0) {
        slots.removeIdle(known);
        slots.addIdle(known);
      }
      return known;
    }
    const path = this.#number();
    if (path === undefined) return undefined;
    slots.add(path, this.#key, hash, this.#family);
    slots.addIdle(path);
    return path;
  }

  /** The number of an address whose path has a session; undefined: it has none. `remote` is frozen. */
  held(remote: SocketAddress): number | undefined {
    const { holders } = this.#slots;
    const last = this.#lastHeld;
    // A path keeps its address while it has sessions, so nothing else has to be compared.
    if (remote === this.#lastRemote && last >= 0 && (holders[last] as number) > 0) return last;
    const path = this.#find(remote.address, remote.port);
    const isHeld = path >= 0 && (holders[path] as number) > 0;
    this.#lastRemote = remote;
    this.#lastHeld = isHeld ? path : -1;
    if (!isHeld) return undefined;
    // An answer goes to the same object, so that its text is not made again.
    if (Object.isFrozen(remote)) this.#keep(path, remote);
    return path;
  }

  /** Whether the path of this address has a session. */
  isHeld(address: string, port: number): boolean {
    return this.hasSession(this.#find(address, port));
  }

  /** Whether the path with this number has a session. */
  hasSession(number: number): boolean {
    return (this.#slots.holders[number] ?? 0) > 0;
  }

  /** A session uses this path: its number stays until `release`. */
  hold(number: number): void {
    const slots = this.#slots;
    if (!this.#isUsed(number)) return;
    slots.holders[number] = (slots.holders[number] as number) + 1;
    if (slots.holders[number] !== 1) return;
    slots.removeIdle(number);
    this.#heldPaths += 1;
    this.#heldChanged?.(this.remote(number) as SocketAddress, true);
  }

  /** A session of this path has ended. */
  release(number: number): void {
    const slots = this.#slots;
    if (!this.#isUsed(number) || slots.holders[number] === 0) return;
    slots.holders[number] = (slots.holders[number] as number) - 1;
    if (slots.holders[number] !== 0) return;
    this.#heldPaths -= 1;
    this.#heldChanged?.(this.remote(number) as SocketAddress, false);
    // It becomes idle: late datagrams of the peer must not take a new number each.
    slots.addIdle(number);
    const spare = slots.idle > this.#maxIdle ? this.#evictIdle() : undefined;
    if (spare !== undefined) slots.free(spare);
  }

  /** The address of a path, a frozen object; undefined for the number of an evicted path. */
  remote(number: number): SocketAddress | undefined {
    if (!this.#isUsed(number)) return undefined;
    const place = number % REMOTES;
    const known = this.#remotes[place];
    if (known !== undefined && this.#remoteOf[place] === number) return known;
    const { keys, family } = this.#slots;
    const key = keys.subarray(number * KEY_BYTES, (number + 1) * KEY_BYTES);
    const text = family[number] === 4 ? ipv4Text(key.subarray(12)) : ipv6Text(key.subarray(0, ADDRESS_BYTES));
    const zone = this.#zoneOf(key);
    // Frozen: the application gets this object, and must not be able to redirect datagrams by it.
    const remote: SocketAddress = Object.freeze({
      address: zone === '' ? text : `${text}%${zone}`,
      family: family[number] === 4 ? 'IPv4' : 'IPv6',
      port: ((key[ADDRESS_BYTES] as number) << 8) | (key[ADDRESS_BYTES + 1] as number),
    });
    this.#keep(number, remote);
    return remote;
  }

  /**
   * Canonical bytes for the core, as of `canonicalAddress`; empty for the number of an evicted path. Borrowed until the
   * next call.
   */
  canonical(number: number): Uint8Array {
    if (!this.#isUsed(number)) return NOTHING;
    const { keys } = this.#slots;
    const at = number * KEY_BYTES;
    const isIPv4 = isMapped(keys, at);
    const bytes = isIPv4 ? this.#ipv4 : this.#ipv6;
    const from = isIPv4 ? at + 12 : at;
    // The port follows the address in the key too.
    for (let index = 0; index < bytes.length; index++) bytes[index] = keys[from + index] as number;
    const zone = this.#zoneOf(keys.subarray(at, at + KEY_BYTES));
    return zone === '' ? bytes : Buffer.concat([bytes, Buffer.from(zone)]);
  }

  #isUsed(number: number): boolean {
    return (this.#slots.family[number] ?? 0) > 0;
  }

  #zoneOf(key: Uint8Array): string {
    return this.#zones[((key[ADDRESS_BYTES + 2] as number) << 8) | (key[ADDRESS_BYTES + 3] as number)] as string;
  }

  #find(address: string, port: number): number {
    return this.#look(address, port) ? this.#slots.find(this.#key, this.#hash.of(this.#key)) : -1;
  }

  /** Writes the key of an address. False: it is not an IP address. */
  #look(address: string, port: number): boolean {
    const key = this.#key;
    const end = addressEnd(address);
    const family = parseAddress(address, end, key);
    if (family === 0) return false;
    this.#family = family;
    const zone = end === address.length ? 0 : this.#zoneNumber(address.slice(end + 1));
    key[ADDRESS_BYTES] = port >>> 8;
    key[ADDRESS_BYTES + 1] = port;
    key[ADDRESS_BYTES + 2] = zone >>> 8;
    key[ADDRESS_BYTES + 3] = zone;
    return true;
  }

  #zoneNumber(name: string): number {
    const known = this.#zoneNumbers.get(name);
    if (known !== undefined) return known;
    if (this.#zones.length > MAX_ZONES) return 0;
    const number = this.#zones.push(name) - 1;
    this.#zoneNumbers.set(name, number);
    return number;
  }

  #keep(path: number, remote: SocketAddress): void {
    this.#remotes[path % REMOTES] = remote;
    this.#remoteOf[path % REMOTES] = path;
  }

  #number(): number | undefined {
    const slots = this.#slots;
    if (slots.idle < this.#maxIdle) {
      const free = slots.takeFree();
      if (free !== undefined) return free;
      if (slots.count < this.#capacity) return slots.takeNext();
    }
    return this.#evictIdle();
  }

  /** Evicts the idle path that was used least recently. Returns its number. */
  #evictIdle(): number | undefined {
    const path = this.#slots.oldest;
    if (path === undefined) return undefined;
    this.#slots.removeIdle(path);
    this.#slots.remove(path);
    if (this.#remoteOf[path % REMOTES] === path) this.#remotes[path % REMOTES] = undefined;
    return path;
  }
}

const NOTHING = new Uint8Array(0);
