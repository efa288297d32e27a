import { isBytes } from '../errors/option-checks.ts';

/** Whether a Uint8Array has lost its memory: it was transferred to another thread, or became shorter than the view. */
export function isDetached(bytes: Uint8Array): boolean {
  return bytes.length === 0 && !isBytes(bytes);
}
