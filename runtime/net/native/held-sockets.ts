import type { SocketAddress } from '../address.ts';
import type { UdpAddon } from './udp-addon.ts';

/** Names a held socket in any thread of the process. It can be sent to another thread, and means nothing in another process. */
export interface HeldDescriptor {
  /** The number of the socket in the addon. */
  readonly id: number;
  /** The address that it is bound to. */
  readonly address: string;
  readonly port: number;
}

/** Sockets that share an address, that stay open while threads adopt them, and that the holder does not read. */
export interface HeldSockets {
  /** One for each socket. */
  readonly descriptors: readonly HeldDescriptor[];
  /** The address of all of them. */
  address(): SocketAddress;
  /** Closes the sockets. A thread that has adopted one keeps it open. A second call has no effect. */
  close(): void;
}

/** The sockets of this thread that other threads can adopt. */
export class HeldSocketGroup implements HeldSockets {
  readonly descriptors: readonly HeldDescriptor[];
  readonly #addon: UdpAddon;
  readonly #address: SocketAddress;

  constructor(addon: UdpAddon, address: SocketAddress, ids: readonly number[]) {
    this.#addon = addon;
    this.#address = address;
    this.descriptors = ids.map((id) => ({ id, address: address.address, port: address.port }));
  }

  address(): SocketAddress {
    return this.#address;
  }

  close(): void {
    for (const { id } of this.descriptors) this.#addon.release(id);
  }
}
