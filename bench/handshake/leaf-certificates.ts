import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** Certificate and key, PEM. */
export interface Leaf {
  readonly cert: string;
  readonly key: string;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY = 86_400_000;

/** `count` certificates for `localhost` with P-256 keys of their own, and the root that signed them, PEM. */
export async function leafCertificates(
  count: number,
): Promise<{ readonly root: string; readonly leaves: readonly Leaf[] }> {
  const rootKeys = await keyPair();
  const validity = { notBefore: new Date(Date.now() - DAY), notAfter: new Date(Date.now() + 10 * DAY) };
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Root of benchmarks',
    keys: rootKeys,
    signingAlgorithm: ALGORITHM,
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
    ...validity,
  });
  const leaves: Leaf[] = [];
  while (leaves.length < count) {
    const keys = await keyPair();
    const leaf = await x509.X509CertificateGenerator.create({
      subject: 'CN=localhost',
      issuer: root.subject,
      publicKey: keys.publicKey,
      signingKey: rootKeys.privateKey,
      signingAlgorithm: ALGORITHM,
      extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }])],
      ...validity,
    });
    const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
    leaves.push({ cert: leaf.toString('pem'), key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY') });
  }
  return { root: root.toString('pem'), leaves };
}

function keyPair(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>;
}
