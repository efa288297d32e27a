import { createECDH, diffieHellman, type ECDH, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { isP256PointForm } from '../p256-public-key.ts';
import type { GroupName, KeyPair } from '../provider.ts';
import { base64url, importJwk } from './jwk.ts';

/** A key pair of RFC 9846 section 7.4.2. */
export function opensslKeyPair(group: GroupName): KeyPair {
  switch (group) {
    case 'x25519':
      return new X25519KeyPair(generateKeyPairSync('x25519'));
    case 'secp256r1': {
      const ecdh = createECDH('prime256v1');
      ecdh.generateKeys();
      return new P256KeyPair(ecdh);
    }
  }
}

const X25519_LENGTH = 32;
/** SubjectPublicKeyInfo up to the key; RFC 8410 section 4. Always the same 12 bytes, so raw keys are slices. */
const X25519_SPKI_PREFIX = Uint8Array.from([0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e, 0x03, 0x21, 0x00]);

export class X25519KeyPair implements KeyPair {
  readonly group = 'x25519';
  readonly publicKey: Uint8Array;
  readonly #privateKey: KeyObject;

  constructor({ publicKey, privateKey }: { readonly publicKey: KeyObject; readonly privateKey: KeyObject }) {
    // DER and not JWK: Node 20 can deadlock when it exports a freshly generated key as JWK.
    const spki = publicKey.export({ format: 'der', type: 'spki' });
    this.publicKey = Uint8Array.from(spki.subarray(X25519_SPKI_PREFIX.length));
    this.#privateKey = privateKey;
  }

  agree(peerPublicKey: Uint8Array): Uint8Array | undefined {
    if (peerPublicKey.length !== X25519_LENGTH) return undefined;
    try {
      const publicKey = importJwk({ kty: 'OKP', crv: 'X25519', x: base64url(peerPublicKey) });
      const shared = moved(diffieHellman({ privateKey: this.#privateKey, publicKey }));
      // OpenSSL refuses an all-zero result itself; another library behind node:crypto may not.
      return shared.reduce((bits, byte) => bits | byte, 0) === 0 ? undefined : shared;
    } catch {
      return undefined;
    }
  }
}

/** `ecdh` holds both halves already. */
export class P256KeyPair implements KeyPair {
  readonly group = 'secp256r1';
  readonly publicKey: Uint8Array;
  readonly #ecdh: ECDH;

  constructor(ecdh: ECDH) {
    this.#ecdh = ecdh;
    this.publicKey = Uint8Array.from(ecdh.getPublicKey());
  }

  agree(peerPublicKey: Uint8Array): Uint8Array | undefined {
    // OpenSSL would take compressed and hybrid points too; TLS 1.3 knows neither.
    if (!isP256PointForm(peerPublicKey)) return undefined;
    try {
      return moved(this.#ecdh.computeSecret(peerPublicKey));
    } catch {
      return undefined;
    }
  }
}

/** A secret in an array of its own; the buffer it came in is overwritten. */
function moved(secret: Buffer): Uint8Array {
  const copy = Uint8Array.from(secret);
  secret.fill(0);
  return copy;
}
