import { WireError } from '../../errors/wire-error.ts';

/** What `decode` gives; undefined where the bytes do not decode. */
export function tryDecode<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}
