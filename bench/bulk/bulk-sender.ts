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
    this.#write(target, at, 1);
  }

  /** Writes as many messages as the credit permits, at most `most`, back to back from the start. Returns their number. */
  writeMany(target: Buffer, most: number): number {
    let written = 0;
    for (let left = this.credit; written < most && left > 0; left = this.credit) {
      written += this.#write(target, written * this.#settings.size, Math.min(left, most - written));
    }
    return written;
  }

  /** At most `most` messages. The clock is read once for each acknowledgement, as the receiver does. */
  #write(target: Buffer, at: number, most: number): number {
    const { ackEvery, duration } = this.#settings;
    const start = this.#sent;
    const phase = start % ackEvery;
    if (phase === 0) this.#isLastSent = (this.#span.tick(start) ?? -1) >= duration;
    const count = this.#isLastSent ? 1 : Math.min(most, ackEvery - phase);
    if (this.#isLastSent) this.#payload.write(target, at, start, true);
    else this.#payload.writeMany(target, at, count, start);
    this.#sent += count;
    return count;
  }

  /** Borrows the acknowledgement for the call, `source[at, at + length)`. Throws where it is not one. */
  acknowledged(source: Uint8Array, at = 0, length = source.length): void {
    const count = length === ACK_BYTES ? readUint32(source, at) : -1;
    if (count <= this.#acknowledged || count > this.#sent) throw new Error(`an acknowledgement of ${count} messages`);
    this.#acknowledged = count;
    if (this.#isLastSent && count === this.#sent) this.#onEnd(this.#span.report('sender', this.#sent));
  }
}
