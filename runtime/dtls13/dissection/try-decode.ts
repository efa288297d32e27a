import { WireError } from '../../errors/wire-error.ts';

/** The result of `decode`; undefined: the bytes do not decode. */
export function tryDecode<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}
