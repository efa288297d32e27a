// The interface of the parsers of capture file formats.
import type { CapturedPacket } from './captured-packet.ts';

/** A parser for one capture file format. It parses one block or packet record at a time. */
export interface CaptureFormat {
  readonly name: 'pcap' | 'pcapng';
  /** Parses the block at the start of `bytes`. `view` covers the same bytes. Does not throw. */
  parse(bytes: Uint8Array, view: DataView): ParseResult;
}

/** The result of parsing one block. */
export type ParseResult =
  /** The block is incomplete: `needed` bytes from its start are required. */
  | { readonly kind: 'incomplete'; readonly needed: number }
  /** A block of `length` bytes. `packet` is absent for a block without a packet or with an invalid one. */
  | { readonly kind: 'block'; readonly length: number; readonly packet?: CapturedPacket }
  /** The file is malformed; the position of the next block is unknown. */
  | { readonly kind: 'malformed'; readonly reason: string };

/**
 * Maximum size of a block or packet in bytes. Real captures are smaller: the largest snapshot length of tcpdump is 256
 * KiB.
 */
export const MAX_BLOCK_BYTES = 2 ** 24;
