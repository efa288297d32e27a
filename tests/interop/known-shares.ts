import { createECDH, createPrivateKey, createPublicKey, diffieHellman, randomBytes } from 'node:crypto';
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import type { CryptoProvider, GroupName, KeyPair } from 'wirechart/crypto';
import { testProvider } from '../net/host-under-test.ts';

/** A key share whose private key may be disclosed: for recordings only. */
export interface KnownShare {
  readonly group: GroupName;
  /**
   * X25519: 32 bytes. P-256 and P-384: the scalar. X25519MLKEM768: the seed of ML-KEM, or the message of an
   * encapsulation, then the key of X25519.
   */
  readonly privateKey: Uint8Array;
}

const KNOWN_GROUPS = ['X25519MLKEM768', 'x25519', 'secp256r1', 'secp384r1'] as const;
const MLKEM_KEY_LENGTH = 1184;
const MLKEM_CIPHERTEXT_LENGTH = 1088;
const MLKEM_SEED_LENGTH = 64;

/** OpenSSL's provider, except that it reports the private key of every key share it makes. */
export function providerWithKnownShares(onShare: (share: KnownShare) => void): CryptoProvider {
  const generateKeyPair = (group: GroupName): KeyPair => {
    const privateKey = makePrivateKey(group, MLKEM_SEED_LENGTH);
    onShare({ group, privateKey });
    return { group, share: clientShare(group, privateKey), agree: (peer) => agreeWith({ group, privateKey }, peer) };
  };
  return {
    ...testProvider,
    capabilities: { ...testProvider.capabilities, groups: KNOWN_GROUPS },
    generateKeyPair,
    respond(group, peer) {
      const privateKey = makePrivateKey(group, 32);
      onShare({ group, privateKey });
      return { share: serverShare({ group, privateKey }, peer), secret: respondWith({ group, privateKey }, peer) };
    },
  };
}

/** The client's shared secret of a known private key and the server's share: ML-KEM first; RFC 10024. */
export function agreeWith({ group, privateKey }: KnownShare, peer: Uint8Array): Uint8Array {
  if (group !== 'X25519MLKEM768') return ecdhe(group, privateKey, peer);
  const { secretKey } = ml_kem768.keygen(privateKey.subarray(0, MLKEM_SEED_LENGTH));
  return Buffer.concat([
    ml_kem768.decapsulate(peer.subarray(0, MLKEM_CIPHERTEXT_LENGTH), secretKey),
    ecdhe('x25519', privateKey.subarray(MLKEM_SEED_LENGTH), peer.subarray(MLKEM_CIPHERTEXT_LENGTH)),
  ]);
}

/** The server's shared secret of a known private key and the client's share. */
export function respondWith({ group, privateKey }: KnownShare, peer: Uint8Array): Uint8Array {
  if (group !== 'X25519MLKEM768') return ecdhe(group, privateKey, peer);
  const encapsulated = ml_kem768.encapsulate(peer.subarray(0, MLKEM_KEY_LENGTH), privateKey.subarray(0, 32));
  return Buffer.concat([
    encapsulated.sharedSecret,
    ecdhe('x25519', privateKey.subarray(32), peer.subarray(MLKEM_KEY_LENGTH)),
  ]);
}

function clientShare(group: GroupName, privateKey: Uint8Array): Uint8Array {
  if (group !== 'X25519MLKEM768') return publicKeyOf(group, privateKey);
  const { publicKey } = ml_kem768.keygen(privateKey.subarray(0, MLKEM_SEED_LENGTH));
  return Buffer.concat([publicKey, publicKeyOf('x25519', privateKey.subarray(MLKEM_SEED_LENGTH))]);
}

function serverShare({ group, privateKey }: KnownShare, peer: Uint8Array): Uint8Array {
  if (group !== 'X25519MLKEM768') return publicKeyOf(group, privateKey);
  const { cipherText } = ml_kem768.encapsulate(peer.subarray(0, MLKEM_KEY_LENGTH), privateKey.subarray(0, 32));
  return Buffer.concat([cipherText, publicKeyOf('x25519', privateKey.subarray(32))]);
}

/** `mlKemLength`: bytes of the part for ML-KEM. */
function makePrivateKey(group: GroupName, mlKemLength: number): Uint8Array {
  if (group === 'x25519') return Uint8Array.from(randomBytes(32));
  if (group === 'X25519MLKEM768') return Uint8Array.from(randomBytes(mlKemLength + 32));
  const ecdh = createECDH(curveOf(group));
  ecdh.generateKeys();
  // OpenSSL leaves out leading zeros.
  const privateKey = new Uint8Array(group === 'secp256r1' ? 32 : 48);
  const scalar = ecdh.getPrivateKey();
  privateKey.set(scalar, privateKey.length - scalar.length);
  return privateKey;
}

/** The DER prefix of the 32 bytes of a key; RFC 8410. */
const X25519_PKCS8 = Buffer.from('302e020100300506032b656e04220420', 'hex');
const X25519_SPKI = Buffer.from('302a300506032b656e032100', 'hex');

function importX25519(privateKey: Uint8Array) {
  return createPrivateKey({ key: Buffer.concat([X25519_PKCS8, privateKey]), format: 'der', type: 'pkcs8' });
}

function ecdhe(group: GroupName, privateKey: Uint8Array, peer: Uint8Array): Uint8Array {
  if (group !== 'x25519') {
    const ecdh = createECDH(curveOf(group));
    ecdh.setPrivateKey(privateKey);
    return Uint8Array.from(ecdh.computeSecret(peer));
  }
  const publicKey = createPublicKey({ key: Buffer.concat([X25519_SPKI, peer]), format: 'der', type: 'spki' });
  return Uint8Array.from(diffieHellman({ privateKey: importX25519(privateKey), publicKey }));
}

function publicKeyOf(group: GroupName, privateKey: Uint8Array): Uint8Array {
  if (group !== 'x25519') {
    const ecdh = createECDH(curveOf(group));
    ecdh.setPrivateKey(privateKey);
    return Uint8Array.from(ecdh.getPublicKey());
  }
  const spki = createPublicKey(importX25519(privateKey)).export({ format: 'der', type: 'spki' });
  return Uint8Array.from(spki.subarray(X25519_SPKI.length));
}

function curveOf(group: GroupName): string {
  return group === 'secp256r1' ? 'prime256v1' : 'secp384r1';
}
