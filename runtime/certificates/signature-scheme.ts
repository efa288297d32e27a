import { constants } from 'node:crypto';
import type { DerReader } from '../der/der-reader.ts';
import { DerTag } from '../der/der-tag.ts';
import { CertificateError } from '../errors/certificate-error.ts';
import { readDer, wholeSequence } from './certificate-der.ts';
import { hasMlDsa, ML_DSA } from './ml-dsa.ts';

/** Kinds of keys that can sign certificates. `rsa-pss`: a key for RSASSA-PSS only. */
export type KeyKind = 'rsa' | 'rsa-pss' | 'ec' | 'ed25519' | 'ed448' | 'ml-dsa-44' | 'ml-dsa-65' | 'ml-dsa-87';

/** How a signature is checked, in the terms of node:crypto. */
export interface SignatureScheme {
  /** The kinds of keys that can make the signature. */
  readonly keys: readonly KeyKind[];
  /** Null where the scheme includes its hash. */
  readonly hash: string | null;
  readonly padding?: number;
  readonly saltLength?: number;
}

const RSASSA_PSS = '1.2.840.113549.1.1.10';
const MGF1 = '1.2.840.113549.1.1.8';

/** RFC 5754: name for node:crypto and bytes of a digest. */
const SHA2: ReadonlyMap<string, { readonly name: string; readonly length: number }> = new Map([
  ['2.16.840.1.101.3.4.2.1', { name: 'sha256', length: 32 }],
  ['2.16.840.1.101.3.4.2.2', { name: 'sha384', length: 48 }],
  ['2.16.840.1.101.3.4.2.3', { name: 'sha512', length: 64 }],
]);

const ecdsa = (hash: string): SignatureScheme => ({ keys: ['ec'], hash });
const pkcs1 = (hash: string): SignatureScheme => ({ keys: ['rsa'], hash, padding: constants.RSA_PKCS1_PADDING });

/** The accepted algorithms; every other one is weak or unknown. RFC 5758, RFC 4055, RFC 8410, RFC 9881. */
const SCHEMES: ReadonlyMap<string, SignatureScheme> = new Map([
  ['1.2.840.10045.4.3.2', ecdsa('sha256')],
  ['1.2.840.10045.4.3.3', ecdsa('sha384')],
  ['1.2.840.10045.4.3.4', ecdsa('sha512')],
  ['1.2.840.113549.1.1.11', pkcs1('sha256')],
  ['1.2.840.113549.1.1.12', pkcs1('sha384')],
  ['1.2.840.113549.1.1.13', pkcs1('sha512')],
  ['1.3.101.112', { keys: ['ed25519'], hash: null }],
  ['1.3.101.113', { keys: ['ed448'], hash: null }],
  ...(hasMlDsa ? ML_DSA.map(([oid, key]): [string, SignatureScheme] => [oid, { keys: [key], hash: null }]) : []),
]);

/**
 * Reads the contents of an AlgorithmIdentifier of a signature. Throws CertificateError: WEAK for an algorithm that is
 * weak or unknown, UNSUPPORTED for RSASSA-PSS parameters that TLS does not use, MALFORMED.
 */
export function readSignatureScheme(contents: Uint8Array): SignatureScheme {
  const reader = readDer(contents);
  const oid = reader.oid();
  if (oid === RSASSA_PSS) {
    const { name, length } = readPssParameters(reader.enter());
    reader.end();
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    return { keys: ['rsa', 'rsa-pss'], hash: name, padding, saltLength: length };
  }
  const scheme = SCHEMES.get(oid);
  if (scheme === undefined) throw new CertificateError('WEAK', `signed with weak or unknown ${oid}`);
  // RFC 4055 section 5: NULL with RSA, which some issuers omit. RFC 5758 and RFC 8410: absent with the others.
  if (scheme.keys[0] === 'rsa') readNull(reader);
  reader.end();
  return scheme;
}

/**
 * RSASSA-PSS-params as RFC 9846 section 4.3.3 has them: one hash of SHA-2 for the message and for MGF1, and a salt as
 * long as its digest. Returns that hash. Throws CertificateError: WEAK, UNSUPPORTED or MALFORMED.
 */
export function readPssParameters(parameters: DerReader): { readonly name: string; readonly length: number } {
  // RFC 4055 section 3.1: the defaults are SHA-1, MGF1 with SHA-1, and a salt of 20 bytes.
  const hashField = explicitAlgorithm(parameters, 0xa0);
  const hash = SHA2.get(hashField === undefined ? 'SHA-1' : hashOid(hashField));
  if (hash === undefined) throw new CertificateError('WEAK', 'RSASSA-PSS uses a weak or unknown hash');
  const maskField = explicitAlgorithm(parameters, 0xa1);
  const mask = maskField === undefined ? undefined : maskHash(maskField);
  if (mask === undefined || SHA2.get(mask) !== hash) {
    throw new CertificateError('UNSUPPORTED', 'RSASSA-PSS uses different hashes for MGF1 and for the message');
  }
  const salt = parameters.optional(0xa2);
  const saltLength = salt === undefined ? 20 : wholeCount(salt.contents);
  if (saltLength !== hash.length) {
    throw new CertificateError('UNSUPPORTED', 'RSASSA-PSS uses a salt that is not as long as the digest');
  }
  const trailer = parameters.optional(0xa3);
  if (trailer !== undefined && wholeCount(trailer.contents) !== 1) {
    throw new CertificateError('UNSUPPORTED', 'RSASSA-PSS uses an unknown trailer');
  }
  parameters.end();
  return hash;
}

/** The contents of an explicitly tagged AlgorithmIdentifier, if it is the next element. */
function explicitAlgorithm(reader: DerReader, tag: number): DerReader | undefined {
  const element = reader.optional(tag);
  return element === undefined ? undefined : wholeSequence(element.contents);
}

/** The hash of MGF1; undefined for another mask generation function. */
function maskHash(algorithm: DerReader): string | undefined {
  if (algorithm.oid() !== MGF1) return undefined;
  const hash = algorithm.enter();
  algorithm.end();
  return hashOid(hash);
}

/** The identifier of a hash, whose parameters are NULL or absent. */
function hashOid(algorithm: DerReader): string {
  const oid = algorithm.oid();
  readNull(algorithm);
  algorithm.end();
  return oid;
}

function wholeCount(contents: Uint8Array): number {
  const reader = readDer(contents);
  const value = reader.count();
  reader.end();
  return value;
}

/** Reads NULL parameters, if any. Throws CertificateError (MALFORMED). */
export function readNull(reader: DerReader): void {
  const found = reader.optional(DerTag.NULL);
  if (found !== undefined && found.contents.length > 0)
    throw new CertificateError('MALFORMED', 'not DER: a NULL has contents');
}
