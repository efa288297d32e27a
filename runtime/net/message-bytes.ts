import { types } from 'node:util';
import { ConfigError } from '../errors/config-error.ts';

/**
 * The bytes of a message, a string in UTF-8. Bytes are borrowed, those of a subclass copied: it may have replaced `length`
 * or `subarray`. Throws ConfigError, also for memory that was transferred to another thread or became too short.
 */
export function messageBytes(option: 'data' | 'earlyData' | 'slab', data: unknown): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  if (!types.isUint8Array(data)) throw new ConfigError(option, 'a message must be a string or a Uint8Array');
  const prototype: unknown = Object.getPrototypeOf(data);
  const isPlain = prototype === Uint8Array.prototype || prototype === Buffer.prototype;
  if (isPlain && data.length > 0) return data;
  try {
    return new Uint8Array(data);
  } catch (cause) {
    throw new ConfigError(option, 'its memory was transferred', { cause });
  }
}
