import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** Chains of as many bytes as one handshake message may well have, made to be expensive. DER, end entity first. */
export interface HostileChains {
  /** The authority that is trusted. */
  readonly anchor: Uint8Array;
  readonly honest: readonly Uint8Array[];
  /** By what makes them expensive. */
  readonly hostile: Readonly<Record<string, readonly Uint8Array[]>>;
}

interface Authority {
  readonly name: string;
  readonly keys: webcrypto.CryptoKeyPair;
}

/** What all certificates of all hostile chains are for. */
export const HOST = 'service.example';
const CHAIN_BYTES = 64 * 1024;
/** Most certificates that one chain may have. */
const CHAIN_LENGTH = 64;
const P256 = { name: 'ECDSA', namedCurve: 'P-256' };
const CA = new x509.BasicConstraintsExtension(true, undefined, true);

/** All keys are on P-256, whose signatures are the most that a byte can ask for. */
export async function hostileChains(): Promise<HostileChains> {
  const root = await authority('CN=Root');
  const genuine = await authority('CN=Genuine');
  const intermediate = await certificate(genuine, root, [CA]);
  const leaf = await authority('CN=leaf');
  const twin = await authority('CN=Twin');
  const belowTwin = await certificate(leaf, twin, [names([HOST])]);
  // Each of them excludes the last name of the end entity, which is found out when all others were compared.
  const level = await authority('CN=Level');
  const excluding = [CA, excluded([...hosts(139, 'x'), ...hosts(140).slice(-1)])];
  const bound: Uint8Array[] = [];
  while (bound.length < 6) bound.push(await certificate(level, root, excluding));
  return {
    anchor: await certificate(root, root, [CA]),
    honest: [await certificate(leaf, genuine, [names([HOST])]), intermediate],
    hostile: {
      'issuers that claim to be by the anchor': [belowTwin, ...(await twins({ ...twin, name: root.name }, 63, 1))],
      'issuers that a genuine authority signed': [belowTwin, ...(await twins(genuine, 62, 1)), intermediate],
      'issuers of many extensions': [belowTwin, ...(await twins(root, 63, 40))],
      'names below name constraints': [await certificate(leaf, level, [names(hosts(140))]), ...bound],
      'an end entity of many names': [await certificate(leaf, genuine, [names(hosts(1300))]), intermediate],
    },
  };
}

/** Certificates that fill the chain, all of one name and with different keys, with this many extensions each. */
async function twins(issuer: Authority, count: number, extensions: number): Promise<Uint8Array[]> {
  const room = CHAIN_BYTES / CHAIN_LENGTH - 350 - extensions * 16;
  const padding = Array.from({ length: extensions }, (_, i) => {
    return new x509.Extension(`1.2.3.${i}`, false, new Uint8Array(Math.floor(room / extensions)));
  });
  const list: Uint8Array[] = [];
  while (list.length < count) list.push(await certificate(await authority('CN=Twin'), issuer, [CA, ...padding]));
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
  const made = await x509.X509CertificateGenerator.create({
    subject: subject.name,
    issuer: issuer.name,
    publicKey: subject.keys.publicKey,
    signingKey: issuer.keys.privateKey,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    notBefore: new Date(Date.now() - 86_400_000),
    notAfter: new Date(Date.now() + 864_000_000),
    extensions: [...extensions],
  } as x509.X509CertificateCreateParams);
  return new Uint8Array(made.rawData);
}

/** This many names below the host. */
function hosts(count: number, suffix = ''): string[] {
  return [
    suffix === '' ? HOST : `${suffix}.${HOST}`,
    ...Array.from({ length: count - 1 }, (_, i) => `h${i}${suffix}.${HOST}`),
  ];
}

function names(list: readonly string[]): x509.Extension {
  return new x509.SubjectAlternativeNameExtension(list.map((value) => ({ type: 'dns', value })));
}

/** nameConstraints that exclude these. */
function excluded(list: readonly string[]): x509.Extension {
  const subtrees = list.map((host) => element(0x30, element(0x82, Buffer.from(host))));
  return new x509.Extension('2.5.29.30', true, element(0x30, element(0xa1, ...subtrees)));
}

/** One element of DER. */
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
