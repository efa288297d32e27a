import { ACK_BYTES, Payload } from './payload.ts';
import type { BulkSettings } from './settings.ts';
import { type SideReport, Span } from './span.ts';

/** Counts and checks the messages of one sender. A contender gives it each message and sends its acknowledgements. */
export class BulkReceiver {
  readonly #payload: Payload;
  readonly #span: Span;
  readonly #ackEvery: number;
  readonly #acknowledge: (ack: Buffer) => void;
  readonly #onEnd: (report: SideReport) => void;
  /** Of a message that is given alone. */
  readonly #at = new Int32Array(1);
  readonly #length = new Int32Array(1);
  #count = 0;
  #unacknowledged = 0;

  /** `acknowledge` owns its buffer. `onEnd` is called after the acknowledgement of the last message. */
  constructor(settings: BulkSettings, acknowledge: (ack: Buffer) => void, onEnd: (report: SideReport) => void) {
    this.#payload = new Payload(settings.size);
    this.#span = new Span(settings);
    this.#ackEvery = settings.ackEvery;
    this.#acknowledge = acknowledge;
    this.#onEnd = onEnd;
  }

  /** Borrows `source[at, at + length)` for the call. Throws for a message that is lost or wrong. */
  message(source: Uint8Array, at: number, length: number): void {
    this.#at[0] = at;
    this.#length[0] = length;
    this.messages(source, this.#at, this.#length, 1);
  }

  /** The same for the first `count` elements of `at` and `length`. */
  messages(source: Uint8Array, at: Int32Array, length: Int32Array, count: number): void {
    for (let from = 0; from < count; ) {
      const to = Math.min(count, from + this.#ackEvery - this.#unacknowledged);
      const checked = this.#payload.checkMany(source, at, length, from, to, this.#count);
      if (this.#count === 0) this.#span.tick(0);
      this.#count += checked;
      this.#unacknowledged += checked;
      from += checked;
      const { hasEnded } = this.#payload;
      if (this.#unacknowledged < this.#ackEvery && !hasEnded) continue;
      this.#unacknowledged = 0;
      this.#span.tick(this.#count);
      const ack = Buffer.alloc(ACK_BYTES);
      ack.writeUInt32LE(this.#count);
      this.#acknowledge(ack);
      if (hasEnded) this.#onEnd(this.#span.report('receiver', this.#count));
    }
  }
}
