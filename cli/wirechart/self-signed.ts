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

export type KeyKind = 'p256' | 'rsa';

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

const HASH = 'SHA-256';
const ECDSA = { name: 'ECDSA', namedCurve: 'P-256' };
const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: HASH,
  modulusLength: 2048,
  publicExponent: Uint8Array.of(1, 0, 1),
};

/** A self-signed certificate for tests, for servers and clients with these names and addresses. */
export async function makeSelfSigned(hosts: readonly string[], days: number, kind: KeyKind): Promise<SelfSigned> {
  const usages = ['sign', 'verify'] as const;
  const keys =
    kind === 'rsa'
      ? await webcrypto.subtle.generateKey(RSA, true, usages)
      : await webcrypto.subtle.generateKey(ECDSA, true, usages);
  const notAfter = new Date(Date.now() + days * DAY);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    // Clients verify the subject alternative names below, not this name.
    name: [{ CN: [hosts[0] ?? 'localhost'] }],
    keys,
    signingAlgorithm: { name: kind === 'rsa' ? RSA.name : ECDSA.name, hash: HASH },
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
