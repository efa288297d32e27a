import type { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { ByteRanges } from '../handshake/byte-ranges.ts';

/** Longer than any handshake message worth showing. */
const MAX_MESSAGE = 2 ** 18;
/** Bytes of unfinished messages kept for all connections together; the oldest go first. */
const MAX_BYTES = 2 ** 26;
/** Gaps one message may have. */
const MAX_RANGES = 1024;

interface Unfinished {
  readonly body: Uint8Array;
  readonly received: ByteRanges;
  fragments: number;
}

/** A message put together from more than one fragment. */
export interface AssembledMessage {
  readonly type: number;
  readonly messageSeq: number;
  /** Belongs to the caller. */
  readonly body: Uint8Array;
  readonly fragments: number;
}

/**
 * Puts messages together for whoever only looks on: unlike an endpoint it takes them in any order, forgives what was not
 * captured, and keeps a bounded amount for any number of connections.
 */
export class MessageAssembly {
  readonly #unfinished = new Map<string, Unfinished>();
  #bytes = 0;

  /** `whose`: anything that tells senders apart. Returns the message that the fragment completes. */
  add(whose: string, epoch: number, fragment: Handshake): AssembledMessage | undefined {
    const { msgType: type, length, messageSeq, fragmentOffset } = fragment;
    const end = fragmentOffset + fragment.fragment.length;
    if (length > MAX_MESSAGE || end > length || (fragmentOffset === 0 && end === length)) return undefined;
    const key = [whose, epoch, messageSeq, type, length].join(' ');
    const unfinished = this.#unfinished.get(key) ?? this.#begin(key, length);
    if (unfinished.received.count >= MAX_RANGES) return undefined;
    unfinished.body.set(fragment.fragment, fragmentOffset);
    unfinished.received.add(fragmentOffset, end);
    unfinished.fragments += 1;
    if (!unfinished.received.covers(length)) return undefined;
    this.#forget(key, length);
    return { type, messageSeq, body: unfinished.body, fragments: unfinished.fragments };
  }

  #begin(key: string, length: number): Unfinished {
    while (this.#bytes + length > MAX_BYTES) {
      const [oldest] = this.#unfinished;
      if (oldest === undefined) break;
      this.#forget(oldest[0], oldest[1].body.length);
    }
    const unfinished = { body: new Uint8Array(length), received: new ByteRanges(), fragments: 0 };
    this.#unfinished.set(key, unfinished);
    this.#bytes += length;
    return unfinished;
  }

  #forget(key: string, length: number): void {
    this.#unfinished.delete(key);
    this.#bytes -= length;
  }
}
