import { createECDH, diffieHellman, type ECDH, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { EcdheKeyPair, ecdheShareLength } from '../ecdhe-key-pair.ts';
import type { EcdheGroupName } from '../provider.ts';
import { base64url, importJwk } from './jwk.ts';

/** The curves of NIST and their names in OpenSSL. */
export type NistCurve = Extract<EcdheGroupName, `secp${string}`>;
export const OPENSSL_CURVES: Readonly<Record<NistCurve, string>> = {
  secp256r1: 'prime256v1',
  secp384r1: 'secp384r1',
  secp521r1: 'secp521r1',
};

/** A key pair that no other call returns; RFC 9846 section 7.4.2. */
export function opensslKeyPair(group: EcdheGroupName): EcdheKeyPair {
  switch (group) {
    case 'x25519':
      return nextKeyPair.take();
    case 'x448':
      return xdhKeyPair(group, generateKeyPairSync(group).privateKey);
    default: {
      const ecdh = createECDH(OPENSSL_CURVES[group]);
      ecdh.generateKeys();
      return ecdhKeyPair(group, ecdh);
    }
  }
}

/** Milliseconds for which a key pair waits for its use. */
const MAX_AGE = 1000;

/**
 * The X25519 key pair of the next handshake. It is generated after the datagrams of this one were sent, while the process would
 * wait for the peer, and not before its answer can be sent. Used once. An idle process holds one that no handshake has used: it
 * is replaced when it is needed, so that it does not matter whether it was read or copied meanwhile.
 */
class NextKeyPair {
  #keyPair: EcdheKeyPair | undefined;
  #generatedAt = 0;
  #isPending = false;

  take(): EcdheKeyPair {
    const keyPair = performance.now() - this.#generatedAt <= MAX_AGE ? this.#keyPair : undefined;
    this.#keyPair = undefined;
    if (!this.#isPending) {
      this.#isPending = true;
      setImmediate(this.#generate).unref();
    }
    return keyPair ?? freshKeyPair();
  }

  readonly #generate = (): void => {
    this.#isPending = false;
    this.#keyPair ??= freshKeyPair();
    this.#generatedAt = performance.now();
  };
}

const nextKeyPair = new NextKeyPair();

function freshKeyPair(): EcdheKeyPair {
  return xdhKeyPair('x25519', generateKeyPairSync('x25519').privateKey);
}

type XdhName = 'x25519' | 'x448';
const XDH_CURVES: Readonly<Record<XdhName, string>> = { x25519: 'X25519', x448: 'X448' };

/** The base points as public keys, each imported when it is first needed: not every library has both curves. */
const basePoints = new Map<XdhName, KeyObject>();

/**
 * The key pair of a private key for X25519 or X448. The share is the private key times the base point, RFC 7748 section 6,
 * which takes half as long as the export of the public key in DER. Node 20 can deadlock when it exports a freshly generated
 * key as JWK.
 */
export function xdhKeyPair(group: XdhName, privateKey: KeyObject): EcdheKeyPair {
  const share = Uint8Array.from(diffieHellman({ privateKey, publicKey: basePoint(group) }));
  return new EcdheKeyPair(group, share, (peerShare) =>
    movedSecret(diffieHellman({ privateKey, publicKey: xdhPublicKey(group, peerShare) })),
  );
}

function basePoint(group: XdhName): KeyObject {
  let point = basePoints.get(group);
  if (point === undefined) {
    const coordinate = new Uint8Array(ecdheShareLength(group));
    coordinate[0] = group === 'x25519' ? 9 : 5;
    point = xdhPublicKey(group, coordinate);
    basePoints.set(group, point);
  }
  return point;
}

function xdhPublicKey(group: XdhName, share: Uint8Array): KeyObject {
  return importJwk({ kty: 'OKP', crv: XDH_CURVES[group], x: base64url(share) });
}

/** The key pair of an ECDH on a curve of NIST that holds both keys already. */
export function ecdhKeyPair(group: NistCurve, ecdh: ECDH): EcdheKeyPair {
  return new EcdheKeyPair(group, Uint8Array.from(ecdh.getPublicKey()), (peerShare) =>
    movedSecret(ecdh.computeSecret(peerShare)),
  );
}

/** A secret in an array of its own; the Buffer it came in is overwritten. */
export function movedSecret(secret: Buffer): Uint8Array {
  const copy = Uint8Array.from(secret);
  secret.fill(0);
  return copy;
}
