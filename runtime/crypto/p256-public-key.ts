/** An uncompressed point: 04, x, y; SEC 1 section 2.3.3. The only form of a share; RFC 9846 section 4.3.8.2. */
export const P256_POINT_LENGTH = 65;

/** True for what has the form of an uncompressed P-256 point; whether it lies on the curve is not looked at. */
export function isP256PointForm(bytes: Uint8Array): boolean {
  return bytes.length === P256_POINT_LENGTH && bytes[0] === 0x04;
}
