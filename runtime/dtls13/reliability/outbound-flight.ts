import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { Writer } from '../../wire/index.ts';
import type { DatagramWriter } from '../record/datagram-writer.ts';
import type { WriteEpoch } from '../record/epoch.ts';
import { ByteRanges } from './byte-ranges.ts';

/** A handshake message that is sent to the peer. */
export interface OutboundMessage {
  readonly type: number;
  /** message_seq; RFC 9147 section 5.2. */
  readonly sequence: number;
  readonly epoch: WriteEpoch;
  readonly body: Uint8Array;
  /** The bytes that the peer acknowledged. */
  readonly acknowledged: ByteRanges;
}

/** The part of a message that one record carries. */
export interface SentFragment {
  readonly message: OutboundMessage;
  readonly from: number;
  readonly to: number;
}

/** The content of one sent record, for the ACK that names it. */
export interface SentRecord {
  readonly epoch: number;
  readonly sequence: number;
  readonly fragments: readonly SentFragment[];
  /** The record contains no byte that was sent before. */
  readonly isFirstTransmission: boolean;
  /** When it was written, in the host's milliseconds. */
  readonly at: number;
}

const headerLength = Handshake.size({
  msgType: 0,
  length: 0,
  messageSeq: 0,
  fragmentOffset: 0,
  fragment: new Uint8Array(0),
});
/** Greater than the length of any message, which has 24 bits. */
const MESSAGE_SPAN = 2 ** 24;

export function createOutboundMessage(
  type: number,
  sequence: number,
  epoch: WriteEpoch,
  body: Uint8Array,
): OutboundMessage {
  return { type, sequence, epoch, body, acknowledged: new ByteRanges() };
}

/** The messages of one flight, fragmented into records when they are written; RFC 9147 section 5.5. */
export class OutboundFlight {
  readonly #writer = new Writer();
  #messages: readonly OutboundMessage[] = [];
  /** The next byte to write: index of the message, and offset in its body. */
  #messageIndex = 0;
  #offset = 0;
  /** A retransmitted record may have several fragments. */
  readonly #packsRetransmissions: boolean;
  /** Position of the first byte that was never written. */
  #firstUnsent = 0;

  constructor(packsRetransmissions: boolean) {
    this.#packsRetransmissions = packsRetransmissions;
  }

  load(messages: readonly OutboundMessage[]): void {
    this.#messages = messages;
    this.#firstUnsent = 0;
    this.rewind();
  }

  /** The epoch of the first message; undefined: there is no message. */
  get firstEpoch(): WriteEpoch | undefined {
    return this.#messages[0]?.epoch;
  }

  /** Length of all messages, in bytes, each in a record of its own with `overhead` bytes for its epoch. */
  length(overhead: (epoch: WriteEpoch) => number): number {
    return this.#messages.reduce((sum, { body, epoch }) => sum + headerLength + body.length + overhead(epoch), 0);
  }

  /** Restarts at the first byte that is not acknowledged. */
  rewind(): void {
    this.#messageIndex = 0;
    this.#offset = 0;
    this.#skipAcknowledged();
  }

  /** The peer acknowledged every byte. */
  get acknowledged(): boolean {
    return this.#messages.every(({ acknowledged, body }) => acknowledged.covers(body.length));
  }

  /** No byte is left to write before the next `rewind`. */
  get written(): boolean {
    this.#skipAcknowledged();
    return this.#messageIndex >= this.#messages.length;
  }

  /** The next byte to write was never written before. */
  get isFirstPass(): boolean {
    return this.#position >= this.#firstUnsent;
  }

  /**
   * Writes one record with as many fragments as fit; a retransmission may have only one fragment. Only if not `written`.
   * Undefined: the sink is full.
   */
  write(out: DatagramWriter, now: number): SentRecord | undefined {
    const { epoch } = this.#messages[this.#messageIndex] as OutboundMessage;
    if (!out.begin(epoch, headerLength + 1)) return undefined;
    const { sequence } = epoch;
    const { isFirstPass: isFirstTransmission } = this;
    const fragments: SentFragment[] = [];
    const at = out.at(epoch);
    const room = out.remainingCapacity(epoch);
    let used = 0;
    for (;;) {
      this.#skipAcknowledged();
      const message = this.#messages[this.#messageIndex];
      if (message === undefined || message.epoch !== epoch || room - used <= headerLength) break;
      const from = this.#offset;
      const gap = message.acknowledged.gapEnd(from, message.body.length);
      const to = Math.min(gap, from + room - used - headerLength);
      Handshake.encode(this.#writer.reset(out.target, at + used), {
        msgType: message.type,
        length: message.body.length,
        messageSeq: message.sequence,
        fragmentOffset: from,
        fragment: message.body.subarray(from, to),
      });
      used += headerLength + to - from;
      fragments.push({ message, from, to });
      this.#offset = to;
      // Some peers detect the version from the first bytes of a plaintext record, so each has one message.
      if (epoch.protection === undefined) break;
      // NSS drops the rest of a record after a message that it has, so the same record would fail again.
      if (!isFirstTransmission && !this.#packsRetransmissions) break;
    }
    out.end(epoch, ContentType.handshake, used);
    this.#firstUnsent = Math.max(this.#firstUnsent, this.#position);
    return { epoch: epoch.number, sequence, fragments, isFirstTransmission, at: now };
  }

  get #position(): number {
    return this.#messageIndex * MESSAGE_SPAN + this.#offset;
  }

  /** Moves to the next byte that is not acknowledged. */
  #skipAcknowledged(): void {
    for (;;) {
      const message = this.#messages[this.#messageIndex];
      if (message === undefined) return;
      this.#offset = message.acknowledged.gapStart(this.#offset, message.body.length);
      if (this.#offset < message.body.length) return;
      this.#messageIndex += 1;
      this.#offset = 0;
    }
  }
}
