import { createECDH, createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto';
import type { CryptoProvider, GroupName, KeyPair } from 'wirechart/crypto';
import { opensslProvider } from 'wirechart/crypto/openssl';

/** A key share whose private key may be disclosed: for recordings only. */
export interface KnownShare {
  readonly group: GroupName;
  /** X25519: 32 bytes. P-256: the scalar, 32 bytes. */
  readonly privateKey: Uint8Array;
}

/** OpenSSL's provider, except that it reports the private key of every key share it makes. */
export function providerWithKnownShares(onShare: (share: KnownShare) => void): CryptoProvider {
  const generateKeyPair = (group: GroupName): KeyPair => {
    const { privateKey, publicKey } = group === 'x25519' ? makeX25519() : makeP256();
    onShare({ group, privateKey });
    return { group, share: publicKey, agree: (peer) => agreeWith({ group, privateKey }, peer) };
  };
  return {
    ...opensslProvider,
    capabilities: { ...opensslProvider.capabilities, groups: ['x25519', 'secp256r1'] },
    generateKeyPair,
    respond(group, clientShare) {
      const { share, agree } = generateKeyPair(group);
      return { share, secret: agree(clientShare) as Uint8Array };
    },
  };
}

/** The shared secret of a known private key and the peer's share, computed by OpenSSL. */
export function agreeWith({ group, privateKey }: KnownShare, peer: Uint8Array): Uint8Array {
  if (group === 'secp256r1') {
    const ecdh = createECDH('prime256v1');
    ecdh.setPrivateKey(privateKey);
    return Uint8Array.from(ecdh.computeSecret(peer));
  }
  const secret = diffieHellman({
    privateKey: createPrivateKey({ key: Buffer.concat([X25519_PKCS8, privateKey]), format: 'der', type: 'pkcs8' }),
    publicKey: createPublicKey({ key: Buffer.concat([X25519_SPKI, peer]), format: 'der', type: 'spki' }),
  });
  return Uint8Array.from(secret);
}

/** The DER prefix of the 32 bytes of a key; RFC 8410. */
const X25519_PKCS8 = Buffer.from('302e020100300506032b656e04220420', 'hex');
const X25519_SPKI = Buffer.from('302a300506032b656e032100', 'hex');

function makeX25519() {
  const { privateKey, publicKey } = generateKeyPairSync('x25519');
  return {
    privateKey: Uint8Array.from(privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(X25519_PKCS8.length)),
    publicKey: Uint8Array.from(publicKey.export({ format: 'der', type: 'spki' }).subarray(X25519_SPKI.length)),
  };
}

function makeP256() {
  const ecdh = createECDH('prime256v1');
  ecdh.generateKeys();
  // OpenSSL leaves out leading zeros.
  const privateKey = new Uint8Array(32);
  const scalar = ecdh.getPrivateKey();
  privateKey.set(scalar, 32 - scalar.length);
  return { privateKey, publicKey: Uint8Array.from(ecdh.getPublicKey()) };
}
