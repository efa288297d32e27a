import { MAX_PLAINTEXT_LENGTH } from '../../../generated/dtls13/registries/constants.ts';
import { ConfigError } from '../../errors/config-error.ts';
import { InternalError } from '../../errors/internal-error.ts';
import { checkInteger, isObject } from '../../errors/option-checks.ts';
import { valueText } from '../../errors/value-text.ts';

/**
 * How protected records are padded, so that their length reveals less about their content; RFC 9846 section 5.4.
 *
 * - `{ to }`: shorter content is padded to this many bytes: 1 to 16384.
 * - `{ blockSize }`: content is padded to a multiple of this many bytes: 2 to 16384.
 * - a function: gets the length of the content in bytes, and returns the number of bytes to add: 0 to 16384.
 */
export type Padding = { readonly to: number } | { readonly blockSize: number } | ((length: number) => number);

/** A copy of the option, each value read once. Throws ConfigError. */
export function resolvePadding(padding: unknown): Padding | undefined {
  if (padding === undefined || typeof padding === 'function') return padding as Padding | undefined;
  const given: unknown = isObject(padding) ? padding : {};
  const { to, blockSize } = given as { readonly to?: unknown; readonly blockSize?: unknown };
  const isUnknown = Object.keys(given as object).some((name) => name !== 'to' && name !== 'blockSize');
  if ((to === undefined) === (blockSize === undefined) || isUnknown) {
    throw new ConfigError('padding', 'must be a function, or an object with either `to` or `blockSize`');
  }
  checkInteger('padding.to', to, { min: 1, max: MAX_PLAINTEXT_LENGTH });
  checkInteger('padding.blockSize', blockSize, { min: 2, max: MAX_PLAINTEXT_LENGTH });
  return to === undefined ? { blockSize: blockSize as number } : { to };
}

/** The zeros after `length` bytes of content. Throws InternalError for a function that throws or gives no such number. */
export function paddingOf(padding: Padding | undefined, length: number): number {
  if (padding === undefined) return 0;
  if (typeof padding === 'function') return callPadding(padding, length);
  if ('to' in padding) return Math.max(0, padding.to - length);
  return (padding.blockSize - (length % padding.blockSize)) % padding.blockSize;
}

function callPadding(padding: (length: number) => number, length: number): number {
  let zeros: unknown;
  try {
    zeros = padding(length);
  } catch (cause) {
    throw new InternalError('padding', cause);
  }
  if (Number.isSafeInteger(zeros) && (zeros as number) >= 0 && (zeros as number) <= MAX_PLAINTEXT_LENGTH) {
    return zeros as number;
  }
  const reason = `must return an integer from 0 to ${MAX_PLAINTEXT_LENGTH}, not ${valueText(zeros)}`;
  throw new InternalError('padding', new ConfigError('padding', reason));
}
