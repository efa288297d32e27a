import { ACK_BYTES, Payload, readUint32 } from './payload.ts';
import type { BulkSettings } from './settings.ts';
import { type SideReport, Span } from './span.ts';

/** Writes the messages of one sender within its credit. A contender sends them and gives it the acknowledgements. */
export class BulkSender {
  readonly #payload: Payload;
  readonly #span: Span;
  readonly #settings: BulkSettings;
  readonly #onEnd: (report: SideReport) => void;
  #sent = 0;
  #acknowledged = 0;
  #isLastSent = false;

  /** `onEnd` is called when the last message was acknowledged. */
  constructor(settings: BulkSettings, onEnd: (report: SideReport) => void) {
    this.#payload = new Payload(settings.size);
    this.#span = new Span(settings);
    this.#settings = settings;
    this.#onEnd = onEnd;
  }

  /** Number of messages that may be written now. */
  get credit(): number {
    return this.#isLastSent ? 0 : this.#settings.window - (this.#sent - this.#acknowledged);
  }

  /** Writes the next message to `target[at, at + size)`; only within the credit. */
  write(target: Buffer, at: number): void {
    const { ackEvery, duration } = this.#settings;
    if (this.#sent % ackEvery === 0) this.#isLastSent = (this.#span.tick(this.#sent) ?? -1) >= duration;
    this.#payload.write(target, at, this.#sent, this.#isLastSent);
    this.#sent += 1;
  }

  /** Borrows the acknowledgement for the call. Throws where it is not one. */
  acknowledged(ack: Uint8Array): void {
    const count = ack.length === ACK_BYTES ? readUint32(ack, 0) : -1;
    if (count <= this.#acknowledged || count > this.#sent) throw new Error(`an acknowledgement of ${count} messages`);
    this.#acknowledged = count;
    if (this.#isLastSent && count === this.#sent) this.#onEnd(this.#span.report('sender', this.#sent));
  }
}
