import type { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { SparseBytes } from '../reliability/sparse-bytes.ts';

/** Maximum length of a message, in bytes. Real handshake messages are shorter. */
const MAX_MESSAGE = 2 ** 18;
/** Memory for incomplete messages of all connections, in bytes. Above it, the oldest are dropped. */
const MAX_BYTES = 2 ** 26;
/** Maximum of separate runs in a message. */
const MAX_RUNS = 1024;

interface IncompleteMessage {
  readonly bytes: SparseBytes;
  fragments: number;
}

/** A message that was reassembled from several fragments. */
export interface AssembledMessage {
  readonly type: number;
  readonly messageSeq: number;
  /** Belongs to the caller. */
  readonly body: Uint8Array;
  readonly fragments: number;
}

/**
 * Reassembles messages (RFC 9147 section 5.5) from a capture. Unlike an endpoint, it accepts them in any order,
 * tolerates missing ones, and uses a bounded amount of memory for any number of connections.
 */
export class MessageAssembly {
  readonly #incomplete = new Map<string, IncompleteMessage>();
  #held = 0;

  /** `sender`: a string that identifies the sender. Returns the message that the fragment completes. */
  add(sender: string, epoch: number, fragment: Handshake): AssembledMessage | undefined {
    const { msgType: type, length, messageSeq, fragmentOffset } = fragment;
    const end = fragmentOffset + fragment.fragment.length;
    if (length > MAX_MESSAGE || end > length || (fragmentOffset === 0 && end === length)) return undefined;
    // A piece without bytes adds nothing but memory.
    if (fragment.fragment.length === 0) return undefined;
    const key = [sender, epoch, messageSeq, type, length].join(' ');
    const incomplete = this.#incomplete.get(key) ?? { bytes: new SparseBytes(length), fragments: 0 };
    const { bytes } = incomplete;
    if (bytes.runs >= MAX_RUNS) return undefined;
    const previous = bytes.held;
    bytes.add(fragmentOffset, fragment.fragment);
    incomplete.fragments += 1;
    this.#incomplete.set(key, incomplete);
    this.#held += bytes.held - previous;
    if (bytes.complete) {
      this.#remove(key, bytes);
      return { type, messageSeq, body: bytes.take(), fragments: incomplete.fragments };
    }
    for (const [oldest, { bytes }] of this.#incomplete) {
      if (this.#held <= MAX_BYTES) break;
      this.#remove(oldest, bytes);
    }
    return undefined;
  }

  #remove(key: string, bytes: SparseBytes): void {
    this.#incomplete.delete(key);
    this.#held -= bytes.held;
  }
}
