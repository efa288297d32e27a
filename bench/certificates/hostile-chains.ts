// Creates certificate chains that are expensive to verify.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** Certificate chains for one Certificate message of at most 64 KiB. DER, end entity first. */
export interface HostileChains {
  /** The trust anchor. */
  readonly anchor: Uint8Array;
  /** A valid chain of two certificates. */
  readonly valid: readonly Uint8Array[];
  /** Chains that are expensive to verify, by the reason. */
  readonly hostile: Readonly<Record<string, readonly Uint8Array[]>>;
}

interface Authority {
  readonly name: string;
  readonly keys: webcrypto.CryptoKeyPair;
}

/** DNS name in the end-entity certificates. */
export const HOST = 'service.example';
const CHAIN_BYTES = 64 * 1024;
/** Maximum number of certificates in a chain. */
const CHAIN_LENGTH = 64;
const P256 = { name: 'ECDSA', namedCurve: 'P-256' };
const CA = new x509.BasicConstraintsExtension(true, undefined, true);

/** All keys are P-256 keys, whose signatures take the most verification time per byte. */
export async function hostileChains(): Promise<HostileChains> {
  const root = await authority('CN=Root');
  const intermediateCa = await authority('CN=Intermediate');
  const intermediate = await certificate(intermediateCa, root, [CA]);
  const leaf = await authority('CN=leaf');
  const issuer = await authority('CN=Issuer');
  const endEntity = await certificate(leaf, issuer, [names([HOST])]);
  // Each excludes the last name of the end entity, which is compared after all others.
  const constrained = await authority('CN=Constrained');
  const excluding = [CA, excluded([...hosts(139, 'x'), ...hosts(140).slice(-1)])];
  const constrainedChain: Uint8Array[] = [];
  while (constrainedChain.length < 6) constrainedChain.push(await certificate(constrained, root, excluding));
  return {
    anchor: await certificate(root, root, [CA]),
    valid: [await certificate(leaf, intermediateCa, [names([HOST])]), intermediate],
    hostile: {
      'issuers with the name of the anchor as issuer': [
        endEntity,
        ...(await sameNameIssuers({ ...issuer, name: root.name }, 63, 1)),
      ],
      'issuers signed by a valid intermediate': [
        endEntity,
        ...(await sameNameIssuers(intermediateCa, 62, 1)),
        intermediate,
      ],
      'issuers with many extensions': [endEntity, ...(await sameNameIssuers(root, 63, 40))],
      'many names and name constraints': [
        await certificate(leaf, constrained, [names(hosts(140))]),
        ...constrainedChain,
      ],
      'an end entity with many names': [await certificate(leaf, intermediateCa, [names(hosts(1300))]), intermediate],
    },
  };
}

/** `count` certificates that fill the chain: one subject name, different keys, and `extensions` extensions each. */
async function sameNameIssuers(issuer: Authority, count: number, extensions: number): Promise<Uint8Array[]> {
  const paddingBytes = CHAIN_BYTES / CHAIN_LENGTH - 350 - extensions * 16;
  const padding = Array.from({ length: extensions }, (_, i) => {
    return new x509.Extension(`1.2.3.${i}`, false, new Uint8Array(Math.floor(paddingBytes / extensions)));
  });
  const list: Uint8Array[] = [];
  while (list.length < count) list.push(await certificate(await authority('CN=Issuer'), issuer, [CA, ...padding]));
  return list;
}

async function authority(name: string): Promise<Authority> {
  return { name, keys: await webcrypto.subtle.generateKey(P256, true, ['sign', 'verify']) };
}

async function certificate(
  subject: Authority,
  issuer: Authority,
  extensions: readonly x509.Extension[],
): Promise<Uint8Array> {
  const created = await x509.X509CertificateGenerator.create({
    subject: subject.name,
    issuer: issuer.name,
    publicKey: subject.keys.publicKey,
    signingKey: issuer.keys.privateKey,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    notBefore: new Date(Date.now() - 86_400_000),
    notAfter: new Date(Date.now() + 864_000_000),
    extensions: [...extensions],
  } as x509.X509CertificateCreateParams);
  return new Uint8Array(created.rawData);
}

/** `count` DNS names: the host, with a prefix if there is a suffix, and subdomains of it. */
function hosts(count: number, suffix = ''): string[] {
  return [
    suffix === '' ? HOST : `${suffix}.${HOST}`,
    ...Array.from({ length: count - 1 }, (_, i) => `h${i}${suffix}.${HOST}`),
  ];
}

function names(list: readonly string[]): x509.Extension {
  return new x509.SubjectAlternativeNameExtension(list.map((value) => ({ type: 'dns', value })));
}

/** A nameConstraints extension that excludes the DNS names. */
function excluded(list: readonly string[]): x509.Extension {
  const subtrees = list.map((host) => element(0x30, element(0x82, Buffer.from(host))));
  return new x509.Extension('2.5.29.30', true, element(0x30, element(0xa1, ...subtrees)));
}

/** A DER element. */
function element(tag: number, ...contents: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const body = Buffer.concat(contents);
  const length =
    body.length < 128
      ? [body.length]
      : body.length < 256
        ? [0x81, body.length]
        : [0x82, body.length >> 8, body.length & 0xff];
  return Uint8Array.from([tag, ...length, ...body]);
}
