import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { DerTag } from '../der/der-tag.ts';
import { ConfigError } from '../errors/config-error.ts';
import { isBytes } from '../errors/option-checks.ts';

/** PEM text (RFC 7468 section 2), PEM bytes or DER bytes: the options `cert`, `key`, `ca`, `crl`. */
export type PemOrDer = string | Uint8Array;

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----/g;

/**
 * All certificates of an option, in order: several PEM blocks in one text, several entries, or DER.
 * Throws ConfigError, naming `option`, where there is none or one cannot be parsed.
 */
export function loadCertificates(option: string, source: PemOrDer | readonly PemOrDer[]): X509Certificate[] {
  const blocks = loadBlocks(option, source, ['CERTIFICATE', 'X509 CERTIFICATE']);
  if (blocks.length === 0) throw new ConfigError(option, pathProblem(source) ?? 'contains no certificate');
  return blocks.map(({ der, where }) => parse(option, der, where));
}

/** One PEM block, or one entry in DER. */
export interface Block {
  readonly der: Uint8Array;
  /** ` (PEM block 2)`, to append to a message; empty for DER. */
  readonly where: string;
}

/**
 * The blocks of an option that have one of the labels, in order, and its entries in DER.
 * Throws ConfigError, naming `option`, for a source that is neither text, bytes nor a list of these.
 */
export function loadBlocks(
  option: string,
  source: PemOrDer | readonly PemOrDer[],
  labels: readonly string[],
): readonly Block[] {
  const entries = typeof source === 'string' || isBytes(source) ? [source] : source;
  if (!Array.isArray(entries)) throw new ConfigError(option, 'is neither PEM text, nor bytes, nor a list of these');
  return entries.flatMap((entry) => loadEntry(option, entry, labels));
}

/**
 * A private key from PEM (PKCS #8, SEC 1, PKCS #1; encrypted with `passphrase`) or PKCS #8 DER.
 * Throws ConfigError, naming `option`, otherwise.
 */
export function loadPrivateKey(option: string, source: PemOrDer, passphrase?: string): KeyObject {
  if (typeof source !== 'string' && !isBytes(source)) {
    throw new ConfigError(option, 'is neither PEM text nor bytes');
  }
  try {
    if (isDer(source)) return createPrivateKey({ key: Buffer.from(source), format: 'der', type: 'pkcs8' });
    const key = text(source);
    return createPrivateKey(passphrase === undefined ? { key, format: 'pem' } : { key, format: 'pem', passphrase });
  } catch (cause) {
    throw new ConfigError(option, pathProblem(source) ?? keyProblem(text(source), passphrase), { cause });
  }
}

function loadEntry(option: string, entry: unknown, labels: readonly string[]): Block[] {
  if (typeof entry !== 'string' && !isBytes(entry)) {
    throw new ConfigError(option, 'is neither PEM text, nor bytes, nor a list of these');
  }
  if (isDer(entry)) return [{ der: entry, where: '' }];
  const blocks: Block[] = [];
  let number = 0;
  for (const [, label, body] of text(entry).matchAll(BLOCK)) {
    number++;
    // A file may hold other blocks too, for example the private key of the chain.
    if (!labels.includes(label ?? '')) continue;
    blocks.push({ der: Buffer.from(body ?? '', 'base64'), where: ` (PEM block ${number})` });
  }
  return blocks;
}

function parse(option: string, der: Uint8Array, where: string): X509Certificate {
  const certificate = parseFirst(option, der, where);
  // OpenSSL ignores the bytes after the first certificate, which are often another certificate.
  if (certificate.raw.length === der.length) return certificate;
  throw new ConfigError(option, `has bytes after a certificate${where}: give several certificates in DER as a list`);
}

function parseFirst(option: string, der: Uint8Array, where: string): X509Certificate {
  try {
    return new X509Certificate(der);
  } catch (cause) {
    throw new ConfigError(option, `contains something that is not an X.509 certificate${where}`, { cause });
  }
}

/** The message for a file name; a text in one line without PEM usually is one. */
function pathProblem(source: PemOrDer | readonly PemOrDer[]): string | undefined {
  const entries = typeof source === 'string' ? [source] : isBytes(source) ? [] : source;
  const path = entries.find((entry) => typeof entry === 'string' && /^[^\r\n]*(?:[./\\])[^\r\n]*$/.test(entry));
  if (typeof path !== 'string' || path.includes('-----') || path.length > 1024) return undefined;
  return `${JSON.stringify(path)} looks like a file name, and files are not read here: give readFileSync(${JSON.stringify(path)})`;
}

function keyProblem(pem: string, passphrase: string | undefined): string {
  if (!pem.includes('PRIVATE KEY-----')) return 'contains no private key';
  if (!pem.includes('ENCRYPTED')) return 'contains a private key that cannot be read';
  return passphrase === undefined ? 'is encrypted and needs a passphrase' : 'cannot be decrypted with this passphrase';
}

/** DER of a certificate or a key starts with the tag of a SEQUENCE, which no PEM text does. */
function isDer(source: PemOrDer): source is Uint8Array {
  return typeof source !== 'string' && source[0] === DerTag.SEQUENCE;
}

function text(source: PemOrDer): string {
  return typeof source === 'string' ? source : Buffer.from(source).toString('latin1');
}
