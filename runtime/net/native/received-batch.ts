import type { SocketAddress } from '../address.ts';
import type { ReceivedDatagrams } from '../datagram-socket.ts';
import { AddressCache } from './address-cache.ts';
import { ADDRESS_WORDS, Result, SLOT_WORDS, Slot, UdpControl } from './udp-addon.ts';

/** Received datagrams with what the options `trafficClass` and `localAddress` ask for. */
export interface NativeDatagrams extends ReceivedDatagrams {
  /**
   * The type of service (IPv4) or traffic class (IPv6) of each datagram; its lowest two bits are those of ECN. -1: not
   * known. Empty without the option `trafficClass`.
   */
  readonly trafficClass: readonly number[];
  /** The address that each datagram was sent to, with the port of the socket. Empty without the option `localAddress`. */
  readonly local: readonly (SocketAddress | undefined)[];
}

/**
 * The batch of one call of the addon, filled from the memory that the sockets of a thread share: one object for all of
 * them.
 */
export class ReceivedBatch implements NativeDatagrams {
  readonly slab: Uint8Array;
  readonly at: Int32Array;
  readonly length: Int32Array;
  readonly remote: SocketAddress[] = [];
  readonly trafficClass: number[] = [];
  readonly local: (SocketAddress | undefined)[] = [];
  readonly ownsSlab = false;
  count = 0;
  readonly #control: UdpControl;
  readonly #remotes: AddressCache;
  readonly #locals: AddressCache;
  /** A local address in the form of a remote one. */
  readonly #words = new Int32Array(ADDRESS_WORDS);
  readonly #bytes = new Uint8Array(this.#words.buffer);

  constructor(control: UdpControl) {
    this.slab = control.slab;
    this.at = control.at;
    this.length = control.length;
    this.#control = control;
    this.#remotes = new AddressCache(control.addon);
    this.#locals = new AddressCache(control.addon);
  }

  /** Describes what the addon has received. */
  read(withTrafficClass: boolean, localPort: number | undefined): void {
    const { words, bytes } = this.#control;
    const { remote, trafficClass, local } = this;
    // The engine leaves compiled code for an assignment.
    if (trafficClass.length > 0) trafficClass.length = 0;
    if (local.length > 0) local.length = 0;
    let index = 0;
    let slot = this.#control.addon.slotsAt;
    for (let left = words[Result.slots] as number; left > 0; left--, slot += SLOT_WORDS) {
      const end = index + (words[slot + Slot.datagrams] as number);
      const from = this.#remotes.get(words, bytes, slot + Slot.remote);
      const start = index;
      for (; index < end; index++) remote[index] = from;
      if (withTrafficClass) trafficClass.push(...repeated(words[slot + Slot.trafficClass] as number, end - start));
      if (localPort !== undefined) local.push(...repeated(this.#localAddress(slot, localPort), end - start));
    }
    this.count = index;
  }

  /** The address at `at` of the words of the addon. */
  addressAt(at: number): SocketAddress {
    return this.#locals.get(this.#control.words, this.#control.bytes, at);
  }

  #localAddress(slot: number, port: number): SocketAddress | undefined {
    const { words } = this.#control;
    const from = slot + Slot.localFamily;
    if (words[from] === 0) return undefined;
    this.#words[0] = words[from] as number;
    this.#words[1] = port;
    this.#words.set(words.subarray(from + 1, from + 5), 2);
    this.#words[6] = words[from] === 6 ? (words[slot + Slot.localInterface] as number) : 0;
    return this.#locals.get(this.#words, this.#bytes, 0);
  }
}

function repeated<T>(value: T, count: number): T[] {
  return new Array<T>(count).fill(value);
}

const batches = new WeakMap<UdpControl['addon'], SharedBatch>();

/** What all sockets of a thread that use one addon share. */
export interface SharedBatch {
  readonly control: UdpControl;
  readonly batch: ReceivedBatch;
}

export function sharedBatch(addon: UdpControl['addon']): SharedBatch {
  const known = batches.get(addon);
  if (known !== undefined) return known;
  const control = new UdpControl(addon);
  const shared = { control, batch: new ReceivedBatch(control) };
  batches.set(addon, shared);
  return shared;
}
