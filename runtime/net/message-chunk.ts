import type { MessageSpans } from './message-spans.ts';

/** Most messages that the core gets at once. */
const MAX_MESSAGES = 512;
/** Most bytes in them, unless one message has more. */
const MAX_BYTES = 524_288;

/** Some of the messages of `sendMany`, as copies of their spans: used again for the next ones. */
export class MessageChunk {
  readonly #at = new Int32Array(MAX_MESSAGES);
  readonly #length = new Int32Array(MAX_MESSAGES);
  /** Views by their number of elements. */
  readonly #atViews: Int32Array[] = [];
  readonly #lengthViews: Int32Array[] = [];
  count = 0;

  /** Takes the messages from `first` on, at least one. */
  take({ at, length }: MessageSpans, first: number): void {
    const end = Math.min(at.length, first + MAX_MESSAGES);
    let bytes = 0;
    let count = 0;
    for (let index = first; index < end; index++, count++) {
      bytes += length[index] as number;
      if (bytes > MAX_BYTES && count > 0) break;
      this.#at[count] = at[index] as number;
      this.#length[count] = length[index] as number;
    }
    this.count = count;
  }

  get at(): Int32Array {
    this.#atViews[this.count] ??= this.#at.subarray(0, this.count);
    return this.#atViews[this.count] as Int32Array;
  }

  get length(): Int32Array {
    this.#lengthViews[this.count] ??= this.#length.subarray(0, this.count);
    return this.#lengthViews[this.count] as Int32Array;
  }
}
