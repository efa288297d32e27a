import type { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { SparseBytes } from '../reliability/sparse-bytes.ts';

/** Longer than any handshake message worth showing. */
const MAX_MESSAGE = 2 ** 18;
/** Memory for unfinished messages of all connections together, in bytes; the oldest go first. */
const MAX_BYTES = 2 ** 26;
/** Gaps one message may have. */
const MAX_RUNS = 1024;

interface Unfinished {
  readonly bytes: SparseBytes;
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
 * Puts messages together (RFC 9147 section 5.5) for whoever only looks on: unlike an endpoint it takes them in any
 * order, forgives what was not captured, and keeps a bounded amount for any number of connections.
 */
export class MessageAssembly {
  readonly #unfinished = new Map<string, Unfinished>();
  #held = 0;

  /** `whose`: anything that tells senders apart. Returns the message that the fragment completes. */
  add(whose: string, epoch: number, fragment: Handshake): AssembledMessage | undefined {
    const { msgType: type, length, messageSeq, fragmentOffset } = fragment;
    const end = fragmentOffset + fragment.fragment.length;
    if (length > MAX_MESSAGE || end > length || (fragmentOffset === 0 && end === length)) return undefined;
    const key = [whose, epoch, messageSeq, type, length].join(' ');
    const unfinished = this.#unfinished.get(key) ?? { bytes: new SparseBytes(length), fragments: 0 };
    const { bytes } = unfinished;
    if (bytes.runs >= MAX_RUNS) return undefined;
    const before = bytes.held;
    bytes.add(fragmentOffset, fragment.fragment);
    unfinished.fragments += 1;
    this.#unfinished.set(key, unfinished);
    this.#held += bytes.held - before;
    if (bytes.complete) {
      this.#forget(key, bytes);
      return { type, messageSeq, body: bytes.whole, fragments: unfinished.fragments };
    }
    for (const [oldest, { bytes }] of this.#unfinished) {
      if (this.#held <= MAX_BYTES) break;
      this.#forget(oldest, bytes);
    }
    return undefined;
  }

  #forget(key: string, bytes: SparseBytes): void {
    this.#unfinished.delete(key);
    this.#held -= bytes.held;
  }
}
