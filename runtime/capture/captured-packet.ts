/** A packet of a capture file, from its link-layer header on. */
export interface CapturedPacket {
  /** Link-layer header type, as in tcpdump.org/linktypes. */
  readonly linkType: number;
  /** Fractional milliseconds since the Unix epoch; undefined: the file has no timestamp. */
  readonly time: number | undefined;
  /** A view of the bytes that were read. */
  readonly data: Uint8Array;
  /** Number of bytes of the packet that were not captured: original length minus captured length, from 0. */
  readonly missing: number;
}
