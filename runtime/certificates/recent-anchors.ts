import { createHash } from 'node:crypto';
import { isBytes } from '../errors/option-checks.ts';
import type { PemOrDer } from './pem.ts';
import { TrustAnchors } from './trust-anchors.ts';

/** Sources that are kept. Most applications have one. */
const CAPACITY = 8;
/** Larger sources are parsed each time, which bounds the memory. */
const MAX_BYTES = 1 << 20;

/**
 * The trust anchors that were used last: clients give the same certificates for each session, and to parse one takes
 * longer than to verify a signature.
 */
export class RecentAnchors {
  /** By the digest of the source, the least recently used first. */
  readonly #anchors = new Map<string, TrustAnchors>();

  /** The anchors of a source, parsed if they are not kept. Throws ConfigError (`ca`), as TrustAnchors does. */
  get(source: PemOrDer | readonly PemOrDer[]): TrustAnchors {
    const digest = digestOf(source);
    if (digest === undefined) return new TrustAnchors(source);
    const anchors = this.#anchors.get(digest) ?? new TrustAnchors(source);
    this.#anchors.delete(digest);
    this.#anchors.set(digest, anchors);
    for (const oldest of this.#anchors.keys()) {
      if (this.#anchors.size <= CAPACITY) break;
      this.#anchors.delete(oldest);
    }
    return anchors;
  }
}

/** The anchors that all sessions share. */
export const recentAnchors = new RecentAnchors();

/**
 * SHA-256 of the entries, each after its type and length. Undefined: the source is too large, or has an entry that is
 * neither text nor bytes.
 */
function digestOf(source: PemOrDer | readonly PemOrDer[]): string | undefined {
  const hash = createHash('sha256');
  let size = 0;
  for (const entry of Array.isArray(source) ? source : [source]) {
    if (typeof entry !== 'string' && !isBytes(entry)) return undefined;
    size += entry.length;
    if (size > MAX_BYTES) return undefined;
    hash.update(`${typeof entry} ${entry.length} `);
    hash.update(entry);
  }
  return hash.digest('base64');
}
