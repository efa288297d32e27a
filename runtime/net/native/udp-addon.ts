import { WirechartError } from '../../errors/wirechart-error.ts';

/** The functions for UDP sockets of the addon. A number below 0 is an error of the system; `id` is a socket. */
export interface UdpAddon {
  /** The memory that datagrams are received into. */
  readonly arena: ArrayBuffer;
  /** Arguments and results. */
  readonly control: ArrayBuffer;
  /** The parts of `control`, in words of 32 bits from its start. */
  readonly optionsAt: number;
  readonly slotsAt: number;
  readonly atAt: number;
  readonly lengthAt: number;
  readonly sendsAt: number;
  /** Opens a socket by the options and the address in `control`. Throws an error of the system. */
  open(callback: (event: number, value: number) => void): number;
  /**
   * Opens a socket as `open`, which is not read, and writes its local address into `control`. Its number is for `adopt` of
   * any thread. Throws an error of the system.
   */
  hold(): number;
  /**
   * Opens a held socket, whose address is in `control`. Throws an error of the system: EBADF is that there is none, EBUSY
   * that it is open already.
   */
  adopt(held: number, callback: (event: number, value: number) => void): number;
  /** Closes a socket that this thread holds. Another number is ignored. */
  release(held: number): void;
  /** Connects to the address in `control`. */
  connect(id: number): number;
  /** Writes the local address into `control`. */
  address(id: number): number;
  /** `arrays` has the bytes and the lengths of `count` buffers, alternately; `control` has the rest. Returns a SendStatus. */
  send(id: number, arrays: readonly unknown[], count: number): number;
  close(id: number): void;
  reference(id: number, wanted: boolean): void;
  counters(id: number, target: Float64Array): number;
  /** 0: there is no interface of this name. */
  interfaceIndex(name: string): number;
  /** Empty: there is no interface with this index. */
  interfaceName(index: number): string;
}

/** What the callback of a socket is told. */
export const UdpEvent = { received: 0, writable: 1, failure: 2 } as const;

/** The result of `send`. */
export const SendStatus = { sent: 0, wait: 1, pause: 2, failure: 3, unsent: 4, invalid: 5 } as const;

/** Words of results, by their index in `control`. */
export const Result = {
  slots: 0,
  datagrams: 1,
  bytes: 2,
  unanswerable: 3,
  accepted: 4,
  acceptedBytes: 5,
  error: 6,
  skipped: 7,
} as const;

/** Words of the options of `open`, from `optionsAt`. */
export const Option = { flags: 0, receiveBufferSize: 1, sendBufferSize: 2, hopLimit: 3, slotBytes: 4 } as const;

/** Bits of `Option.flags`. */
export const Flag = {
  ipv6Only: 1,
  reusePort: 2,
  dontFragment: 4,
  trafficClass: 8,
  localAddress: 16,
  noGso: 256,
  noGro: 512,
  noMmsg: 1024,
} as const;

/** Words of an address: family (4 or 6), port, 16 bytes, index of the interface, reserved. */
export const ADDRESS_WORDS = 8;

/** Words of a received message: datagrams, traffic class, remote address, then family, 16 bytes and interface of the local one. */
export const SLOT_WORDS = 16;
export const Slot = { datagrams: 0, trafficClass: 1, remote: 2, localFamily: 10, localInterface: 15 } as const;

/** Words of a buffer to send: its first datagram, their count, whether it has an address, reserved, address. */
export const SEND_WORDS = 12;
export const Send = { first: 0, count: 1, addressed: 2, to: 4 } as const;

/** Buffers of one call of `send`. */
export const MOST_SEND_BUFFERS = 64;

/** Views of the memory that the sockets of a thread share with the addon. */
export class UdpControl {
  readonly addon: UdpAddon;
  readonly slab: Uint8Array;
  readonly words: Int32Array;
  /** Of the same memory as `words`. */
  readonly bytes: Uint8Array;
  readonly at: Int32Array;
  readonly length: Int32Array;

  constructor(addon: UdpAddon) {
    const { arena, control, atAt, lengthAt, sendsAt } = addon;
    this.addon = addon;
    this.slab = new Uint8Array(arena);
    this.words = new Int32Array(control);
    this.bytes = new Uint8Array(control);
    this.at = this.words.subarray(atAt, lengthAt);
    this.length = this.words.subarray(lengthAt, sendsAt);
  }

  /** The application transferred the memory to another thread: no socket of this thread can be used any more. */
  get isGone(): boolean {
    return this.words.length === 0 || this.slab.length === 0;
  }

  /** Throws WirechartError if the memory is gone. */
  check(): void {
    if (this.isGone) throw memoryGone();
  }
}

/** The error of a socket whose memory was transferred to another thread. */
export function memoryGone(): WirechartError {
  return new WirechartError('ERR_WIRECHART_NATIVE', 'the memory of the sockets was transferred to another thread');
}
