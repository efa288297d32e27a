import type { MessageSpans } from './message-spans.ts';

/** Most messages that the core gets at once. */
const MAX_MESSAGES = 512;
/** Most bytes in them, unless one message has more. */
const MAX_BYTES = 524_288;

/** A view of the first `count` numbers, made once. */
function firstOf(numbers: Int32Array, count: number, views: (Int32Array | undefined)[]): Int32Array {
  const known = views[count];
  if (known !== undefined) return known;
  const view = numbers.subarray(0, count);
  views[count] = view;
  return view;
}

/** Some of the messages of `sendMany`, as copies of their spans: used again for the next ones. */
export class MessageChunk {
  readonly #at = new Int32Array(MAX_MESSAGES);
  readonly #length = new Int32Array(MAX_MESSAGES);
  /** Views by their number of elements. */
  readonly #atViews = new Array<Int32Array | undefined>(MAX_MESSAGES + 1).fill(undefined);
  readonly #lengthViews = new Array<Int32Array | undefined>(MAX_MESSAGES + 1).fill(undefined);
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
    return firstOf(this.#at, this.count, this.#atViews);
  }

  get length(): Int32Array {
    return firstOf(this.#length, this.count, this.#lengthViews);
  }
}
