/** An uncompressed point: 04, x, y; SEC 1 section 2.3.3. The only form of a share in TLS 1.3. */
export const P256_POINT_LENGTH = 65;

/** SubjectPublicKeyInfo up to the point: id-ecPublicKey, prime256v1, a bit string without unused bits; RFC 5480. */
const SPKI_PREFIX = Uint8Array.from([
  0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
  0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
]);

/** True for what has the form of an uncompressed P-256 point; whether it lies on the curve is not looked at. */
export function isP256PointForm(bytes: Uint8Array): boolean {
  return bytes.length === P256_POINT_LENGTH && bytes[0] === 0x04;
}

/**
 * The point inside a P-256 SubjectPublicKeyInfo, as a view of `spki`; undefined for anything else. DER leaves one
 * encoding only once the curve is named and the point is uncompressed, so comparing bytes is a complete parser:
 * explicit curve parameters, compressed points and trailing bytes all fail it.
 */
export function p256PointOfSpki(spki: Uint8Array): Uint8Array | undefined {
  if (spki.length !== SPKI_PREFIX.length + P256_POINT_LENGTH) return undefined;
  for (let i = 0; i < SPKI_PREFIX.length; i++) if (spki[i] !== SPKI_PREFIX[i]) return undefined;
  const point = spki.subarray(SPKI_PREFIX.length);
  return isP256PointForm(point) ? point : undefined;
}
