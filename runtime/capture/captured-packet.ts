/** A packet as a capture holds it, from its link layer on. */
export interface CapturedPacket {
  /** What its first bytes are; numbers of tcpdump.org/linktypes. */
  readonly linkType: number;
  /** Fractional milliseconds since the Unix epoch; undefined: the capture does not say. */
  readonly time: number | undefined;
  /** A view into what was read; its own memory once more is read. */
  readonly data: Uint8Array;
  /** Bytes the packet had and the capture left out. */
  readonly missing: number;
}

/** What a parser of one format makes of the bytes it has. */
export type Step =
  /** It needs so many bytes in all to go on. */
  | { readonly kind: 'more'; readonly needed: number }
  /** So many bytes are done with; a packet was among them, or was skipped for a reason. */
  | { readonly kind: 'done'; readonly length: number; readonly packet?: CapturedPacket }
  /** Nothing behind this place can be trusted. */
  | { readonly kind: 'damaged'; readonly reason: string };

/** Reads one format, block by block. */
export interface CaptureFormat {
  readonly name: 'pcap' | 'pcapng';
  step(bytes: Uint8Array, view: DataView): Step;
}

/** Longer than any packet or block of a real capture: tcpdump takes 256 KiB at most. */
export const MAX_BLOCK = 2 ** 24;
