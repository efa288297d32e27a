import { ConfigError } from '../errors/config-error.ts';
import type { CryptoProvider, HashName } from './provider.ts';

/**
 * The prefix of every label: `dtls13` in DTLS 1.3 (RFC 9147 section 5.9, no space after it),
 * `tls13 ` in TLS 1.3 (RFC 9846 section 7.1, with the space).
 */
export type LabelPrefix = 'dtls13' | 'tls13 ';

const DIGEST_LENGTH: Readonly<Record<HashName, number>> = { sha256: 32, sha384: 48 };

/** Bytes of a digest, which is also the length of every secret made with this hash. */
export function digestLength(hash: HashName): number {
  return DIGEST_LENGTH[hash];
}

/** The digest of `bytes` alone, in a fresh array. */
export function digestOf(provider: CryptoProvider, hash: HashName, bytes: Uint8Array): Uint8Array {
  const running = provider.hash(hash);
  running.update(bytes);
  return running.digest();
}

/** HKDF-Extract; RFC 5869 section 2.2. The result is a fresh array. */
export function hkdfExtract(
  provider: CryptoProvider,
  hash: HashName,
  salt: Uint8Array,
  inputKeyingMaterial: Uint8Array,
): Uint8Array {
  return provider.hmac(hash, salt, inputKeyingMaterial);
}

/**
 * HKDF-Expand; RFC 5869 section 2.3. The result is a fresh array.
 * Throws ConfigError when `length` is not an integer from 0 to 255 digests.
 */
export function hkdfExpand(
  provider: CryptoProvider,
  hash: HashName,
  secret: Uint8Array,
  info: Uint8Array,
  length: number,
): Uint8Array {
  checkLength(hash, length);
  if (provider.hkdfExpand !== undefined) return provider.hkdfExpand(hash, secret, info, length);
  const step = digestLength(hash);
  // Every block but the first is computed from the previous one and info, in one buffer.
  const input = new Uint8Array(step + info.length + 1);
  input.set(info, step);
  const output = new Uint8Array(length);
  let from = step;
  try {
    for (let at = 0, round = 1; at < length; at += step, round++) {
      input[input.length - 1] = round;
      const block = provider.hmac(hash, secret, input.subarray(from));
      output.set(at + step > length ? block.subarray(0, length - at) : block, at);
      input.set(block, 0);
      block.fill(0);
      from = 0;
    }
  } catch (error) {
    output.fill(0);
    throw error;
  } finally {
    input.fill(0);
  }
  return output;
}

/**
 * HKDF-Expand-Label; RFC 9846 section 7.1, with the label prefix as an argument. The result is a fresh array.
 * `label` is ASCII, 1 to 249 characters, without the prefix; `context` at most 255 bytes.
 * Throws ConfigError for a label, context or length outside these bounds.
 */
export function hkdfExpandLabel(
  provider: CryptoProvider,
  hash: HashName,
  secret: Uint8Array,
  labelPrefix: LabelPrefix,
  label: string,
  context: Uint8Array,
  length: number,
): Uint8Array {
  checkLength(hash, length);
  const input = hkdfLabel(labelPrefix, label, context, length);
  // Almost every secret and key is one block: its input is HkdfLabel and the number of the block.
  if (length > digestLength(hash) || length === 0)
    return hkdfExpand(provider, hash, secret, input.subarray(0, -1), length);
  const block = provider.hmac(hash, secret, input);
  if (block.length === length) return block;
  const output = new Uint8Array(length);
  for (let at = 0; at < length; at++) output[at] = block[at] as number;
  block.fill(0);
  return output;
}

function checkLength(hash: HashName, length: number): void {
  const longest = 255 * digestLength(hash);
  if (Number.isInteger(length) && length >= 0 && length <= longest) return;
  throw new ConfigError('length', `must be an integer from 0 to ${longest} with ${hash}`);
}

/**
 * Derive-Secret; RFC 9846 section 7.1. Takes the transcript hash, not the messages.
 * The result is a fresh array as long as a digest.
 */
export function deriveSecret(
  provider: CryptoProvider,
  hash: HashName,
  secret: Uint8Array,
  labelPrefix: LabelPrefix,
  label: string,
  transcriptHash: Uint8Array,
): Uint8Array {
  return hkdfExpandLabel(provider, hash, secret, labelPrefix, label, transcriptHash, digestLength(hash));
}

/** The HkdfLabel structure: uint16 length, then label and context with a length byte each. One byte, 1, follows it. */
function hkdfLabel(labelPrefix: LabelPrefix, label: string, context: Uint8Array, length: number): Uint8Array {
  const labelLength = labelPrefix.length + label.length;
  if (label.length === 0 || labelLength > 255) {
    throw new ConfigError('label', `must have 1 to ${255 - labelPrefix.length} characters`);
  }
  if (context.length > 255) throw new ConfigError('context', 'must have at most 255 bytes');
  const bytes = new Uint8Array(2 + 1 + labelLength + 1 + context.length + 1);
  bytes[0] = length >>> 8;
  bytes[1] = length;
  bytes[2] = labelLength;
  writeAscii(labelPrefix, bytes, 3);
  writeAscii(label, bytes, 3 + labelPrefix.length);
  bytes[3 + labelLength] = context.length;
  bytes.set(context, 4 + labelLength);
  bytes[bytes.length - 1] = 1;
  return bytes;
}

function writeAscii(text: string, target: Uint8Array, at: number): void {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f) throw new ConfigError('label', 'must be ASCII');
    target[at + i] = unit;
  }
}
