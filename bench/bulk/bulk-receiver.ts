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
    const isLast = this.#payload.check(source, at, length, this.#count);
    if (this.#count === 0) this.#span.tick(0);
    this.#count += 1;
    this.#unacknowledged += 1;
    if (this.#unacknowledged < this.#ackEvery && !isLast) return;
    this.#unacknowledged = 0;
    this.#span.tick(this.#count);
    const ack = Buffer.alloc(ACK_BYTES);
    ack.writeUInt32LE(this.#count);
    this.#acknowledge(ack);
    if (isLast) this.#onEnd(this.#span.report('receiver', this.#count));
  }
}
