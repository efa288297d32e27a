import { hex } from './hex.ts';

/** The P-256 key of RFC 6979 appendix A.2.5 and its deterministic signature with SHA-256 over "sample". */
export const rfc6979 = {
  scalar: hex('C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721'),
  point: hex(`04
    60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6
    7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299`),
  message: Uint8Array.from(Buffer.from('sample')),
  /** r and s of the RFC, as an Ecdsa-Sig-Value. */
  signature: hex(`30460221
    00EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF37160221
    00F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8`),
};

const ALGORITHM = '301306072a8648ce3d020106082a8648ce3d030107';

/** SubjectPublicKeyInfo around an uncompressed P-256 point. */
export function spkiOf(point: Uint8Array): Uint8Array {
  return Uint8Array.from([...hex(`3059${ALGORITHM}034200`), ...point]);
}

/** The shortest PKCS #8 around a P-256 scalar: no curve inside, no public key. */
export function pkcs8Of(scalar: Uint8Array): Uint8Array {
  return Uint8Array.from([...hex(`3041020100${ALGORITHM}0427302502010104 20`), ...scalar]);
}
