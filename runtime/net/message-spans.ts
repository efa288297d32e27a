import { types } from 'node:util';
import { ConfigError } from '../errors/config-error.ts';
import { MessageTooLargeError } from '../errors/message-too-large-error.ts';
import { messageBytes } from './message-bytes.ts';

/** Messages of the application: `slab[at[i], at[i] + length[i])`. */
export interface MessageSpans {
  readonly slab: Uint8Array;
  readonly at: Int32Array;
  readonly length: Int32Array;
}

/**
 * Checks what `sendMany` was given. Throws ConfigError for other types, for numbers of offsets and lengths that differ, and
 * for a range outside of `slab`, as all are when its memory was transferred.
 */
export function messageSpans(slab: unknown, at: unknown, length: unknown): MessageSpans {
  if (!types.isUint8Array(slab)) throw new ConfigError('slab', 'must be a Uint8Array');
  const spans = { slab: messageBytes('slab', slab), at: plainArray('at', at), length: plainArray('length', length) };
  const size = spans.slab.length;
  const count = spans.at.length;
  if (spans.length.length !== count) {
    throw new ConfigError('length', `has ${spans.length.length} elements, and \`at\` has ${count}`);
  }
  for (let index = 0; index < count; index++) {
    const [start, bytes] = [spans.at[index] as number, spans.length[index] as number];
    if (start < 0 || bytes < 0 || start + bytes > size) {
      throw new ConfigError('at', `${bytes} bytes at ${start} are not a range of ${size} bytes`);
    }
  }
  return spans;
}

/** Throws MessageTooLargeError for a message of more than `max` bytes. */
export function requireMessageSizes({ length }: MessageSpans, max: number): void {
  for (let index = 0; index < length.length; index++) {
    const bytes = length[index] as number;
    if (bytes > max) throw new MessageTooLargeError(bytes, max);
  }
}

/** Copied: a subclass, which may have replaced `length`, and shared memory, into which another thread may write after the checks. */
function plainArray(option: 'at' | 'length', array: unknown): Int32Array {
  if (!types.isInt32Array(array)) throw new ConfigError(option, 'must be an Int32Array');
  const isPlain = Object.getPrototypeOf(array) === Int32Array.prototype && array.buffer instanceof ArrayBuffer;
  return isPlain ? array : new Int32Array(array);
}
