import { ByteRanges } from '../handshake/byte-ranges.ts';
import type { WriteEpoch } from '../record/epoch.ts';

/** A handshake message on its way to the peer. */
export interface OutboundMessage {
  readonly type: number;
  /** message_seq; RFC 9147 section 5.2. */
  readonly sequence: number;
  readonly epoch: WriteEpoch;
  readonly body: Uint8Array;
  /** What the peer said it has. */
  readonly acknowledged: ByteRanges;
}

/** One fragment in one record, to find it again when an ACK names the record. */
export interface SentFragment {
  readonly message: OutboundMessage;
  readonly from: number;
  readonly to: number;
}

export function createOutboundMessage(
  type: number,
  sequence: number,
  epoch: WriteEpoch,
  body: Uint8Array,
): OutboundMessage {
  return { type, sequence, epoch, body, acknowledged: new ByteRanges() };
}
