import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

// Tests import the library from here, so that reflect-metadata is loaded before it.
export { x509 };

/** The contents of a certificate that a test makes. */
export interface Wish {
  readonly subject?: string;
  readonly names?: readonly string[];
  readonly addresses?: readonly string[];
  /** Days from now; may be in the past. */
  readonly from?: number;
  readonly until?: number;
  /** basicConstraints with this path length; false: no extension. */
  readonly ca?: number | true | false;
  readonly usages?: readonly string[];
  readonly keyUsage?: x509.KeyUsageFlags;
  readonly extensions?: readonly x509.Extension[];
  readonly key?: KeyAlgorithm;
  readonly signature?: { readonly name: string; readonly hash: string };
}

type KeyAlgorithm =
  | { readonly name: 'ECDSA'; readonly namedCurve: string }
  | {
      readonly name: 'RSASSA-PKCS1-v1_5' | 'RSA-PSS';
      readonly hash: string;
      readonly modulusLength: number;
      readonly publicExponent: Uint8Array;
    }
  | { readonly name: 'Ed25519' };

/** A certificate together with the key that it is for. */
export interface Issued {
  readonly der: Uint8Array;
  readonly pem: string;
  /** PKCS #8 PEM. */
  readonly key: string;
  readonly certificate: x509.X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

const P256: KeyAlgorithm = { name: 'ECDSA', namedCurve: 'P-256' };
const DAY = 86_400_000;

/** Issues a certificate; without `issuer` it signs itself. */
export async function issue(request: Wish = {}, issuer?: Issued): Promise<Issued> {
  const algorithm = request.key ?? P256;
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
  const subject = request.subject ?? 'CN=test';
  const certificate = await x509.X509CertificateGenerator.create({
    subject,
    issuer: issuer?.certificate.subject ?? subject,
    publicKey: keys.publicKey,
    signingKey: (issuer ?? { keys }).keys.privateKey,
    signingAlgorithm: request.signature ?? { name: 'ECDSA', hash: 'SHA-256' },
    notBefore: new Date(Date.now() + (request.from ?? -1) * DAY),
    notAfter: new Date(Date.now() + (request.until ?? 10) * DAY),
    extensions: extensionsOf(request),
  } as x509.X509CertificateCreateParams);
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  const key = x509.PemConverter.encode(pkcs8, 'PRIVATE KEY');
  return { der: new Uint8Array(certificate.rawData), pem: certificate.toString('pem'), key, certificate, keys };
}

/** A certificate authority and a server certificate for `localhost` and both loopback addresses below it. */
export async function localhostPair(): Promise<{ ca: Issued; server: Issued }> {
  const ca = await issue({ subject: 'CN=Test Root', ca: true });
  const server = await issue(
    {
      subject: 'CN=localhost',
      names: ['localhost'],
      addresses: ['127.0.0.1', '::1'],
      usages: [x509.ExtendedKeyUsage.serverAuth],
    },
    ca,
  );
  return { ca, server };
}

function extensionsOf(request: Wish): x509.Extension[] {
  const list: x509.Extension[] = [...(request.extensions ?? [])];
  const alternatives = [
    ...(request.names ?? []).map((value) => ({ type: 'dns' as const, value })),
    ...(request.addresses ?? []).map((value) => ({ type: 'ip' as const, value })),
  ];
  if (alternatives.length > 0) list.push(new x509.SubjectAlternativeNameExtension(alternatives));
  if (request.ca !== undefined && request.ca !== false) {
    list.push(new x509.BasicConstraintsExtension(true, request.ca === true ? undefined : request.ca, true));
  }
  if (request.keyUsage !== undefined) list.push(new x509.KeyUsagesExtension(request.keyUsage, true));
  if (request.usages !== undefined) list.push(new x509.ExtendedKeyUsageExtension([...request.usages]));
  return list;
}
