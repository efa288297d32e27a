import type { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { ProtocolVersion } from '../../../generated/dtls13/registries/protocol-version.ts';
import { DtlsPlaintext } from '../../../generated/dtls13/wire/dtls-plaintext.ts';
import { Writer } from '../../wire/index.ts';
import type { OutputSink } from '../endpoint.ts';
import type { Counters } from '../statistics.ts';

/** Responses that can wait for the next `poll`: those to one batch of datagrams. */
const CAPACITY = 512;
/** A HelloRetryRequest record with the longest cookie has 152 bytes. */
const RESPONSE_BYTES = 512;

/**
 * Output queue of datagrams for clients without a connection (RFC 9147 section 5.1): one unprotected record each. The
 * queue is a ring that is allocated once; a response that does not fit is dropped, and the client retransmits.
 */
export class StatelessResponses {
  readonly #counters: Counters;
  readonly #writer = new Writer();
  readonly #bytes = new Uint8Array(CAPACITY * RESPONSE_BYTES);
  readonly #lengths = new Int32Array(CAPACITY);
  readonly #paths = new Int32Array(CAPACITY);
  #first = 0;
  #count = 0;

  constructor(counters: Counters) {
    this.#counters = counters;
  }

  /** Queues the record. `fragment`: at most 499 bytes, borrowed for the call. False: the queue is full. */
  add(path: number, type: ContentType, sequenceNumber: number, fragment: Uint8Array): boolean {
    if (this.#count === CAPACITY) {
      this.#counters.discarded.unanswered += 1;
      return false;
    }
    const index = (this.#first + this.#count) % CAPACITY;
    const at = index * RESPONSE_BYTES;
    const record = { type, legacyRecordVersion: ProtocolVersion.dtls1_2, sequenceNumber, fragment };
    DtlsPlaintext.encode(this.#writer.reset(this.#bytes, at, at + RESPONSE_BYTES), record);
    this.#lengths[index] = this.#writer.position - at;
    this.#paths[index] = path;
    this.#count += 1;
    return true;
  }

  /** Sends the queued responses. False: the sink is full. */
  write(sink: OutputSink): boolean {
    while (this.#count > 0) {
      const index = this.#first;
      const length = this.#lengths[index] as number;
      const target = sink.reserve(this.#paths[index] as number, length);
      if (target === undefined) return false;
      const at = index * RESPONSE_BYTES;
      target.set(this.#bytes.subarray(at, at + length));
      this.#first = (index + 1) % CAPACITY;
      this.#count -= 1;
      this.#counters.datagramsSent += 1;
      this.#counters.bytesSent += length;
      this.#counters.recordsSent += 1;
      sink.commit(length);
    }
    return true;
  }
}
