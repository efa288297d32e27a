import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { fingerprint } from 'wirechart/dtls13';
import { CommandError } from '../terminal/failure.ts';
import type { KeyType } from './key-type.ts';

export interface SelfSigned {
  /** PEM. */
  readonly certificate: string;
  /** SHA-256 of the certificate, as SDP and browsers write it. */
  readonly fingerprint: string;
  /** PKCS #8 PEM. */
  readonly key: string;
  readonly notAfter: Date;
}

const DAY = 86_400_000;

/** Parameters of Web Crypto for a key and for its signatures. */
interface KeyParameters {
  readonly name: string;
  readonly namedCurve?: string;
  readonly hash?: string;
  readonly modulusLength?: number;
  readonly publicExponent?: Uint8Array;
}

const KEYS: Readonly<Record<KeyType, KeyParameters>> = {
  p256: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  p384: { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' },
  p521: { name: 'ECDSA', namedCurve: 'P-521', hash: 'SHA-512' },
  ed25519: { name: 'Ed25519' },
  rsa: {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: Uint8Array.of(1, 0, 1),
  },
  'ml-dsa-44': { name: 'ML-DSA-44' },
  'ml-dsa-65': { name: 'ML-DSA-65' },
  'ml-dsa-87': { name: 'ML-DSA-87' },
};

/**
 * A self-signed certificate for tests, for servers and clients with these names and addresses. Throws CommandError where
 * this Node has no such keys.
 */
export async function makeSelfSigned(hosts: readonly string[], days: number, type: KeyType): Promise<SelfSigned> {
  const keys = await generateKeys(type);
  const notAfter = new Date(Date.now() + days * DAY);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    // Clients verify the subject alternative names below, not this name.
    name: [{ CN: [hosts[0] ?? 'localhost'] }],
    keys,
    signingAlgorithm: KEYS[type],
    // Valid for a peer whose clock is up to an hour slow.
    notBefore: new Date(Date.now() - DAY / 24),
    notAfter,
    extensions: [
      new SubjectAlternativeNameExtension(
        hosts.map((value) => ({ type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value })),
      ),
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
    ],
  });
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    fingerprint: fingerprint(new Uint8Array(certificate.rawData)),
    certificate: `${certificate.toString('pem')}\n`,
    key: `${PemConverter.encode(pkcs8, 'PRIVATE KEY')}\n`,
    notAfter,
  };
}

async function generateKeys(type: KeyType): Promise<webcrypto.CryptoKeyPair> {
  try {
    // The type declarations list the algorithms of Node 20.
    const keys = await webcrypto.subtle.generateKey(KEYS[type] as webcrypto.EcKeyGenParams, true, ['sign', 'verify']);
    return keys;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'NotSupportedError') throw error;
    throw new CommandError(`--key-type ${type}: this Node has no such keys; ML-DSA needs Node 24.7`);
  }
}
