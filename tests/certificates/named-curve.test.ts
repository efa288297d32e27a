// The check of a point, compared with that of node:crypto.
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import test from 'ava';
import { isOnCurve, NAMED_CURVES, type NamedCurve } from '../../runtime/certificates/named-curve.ts';
import { PublicKey } from '../../runtime/certificates/public-key.ts';
import { CertificateError } from '../../runtime/errors/certificate-error.ts';

function bytesOf(value: bigint, { size }: NamedCurve): Uint8Array {
  return Uint8Array.from(Buffer.from(value.toString(16).padStart(2 * size, '0'), 'hex'));
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let [result, square] = [1n, base % modulus];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** Whether node:crypto imports the point. */
function isImported({ jwk }: NamedCurve, x: Uint8Array, y: Uint8Array): boolean {
  const key = {
    kty: 'EC',
    crv: jwk,
    x: Buffer.from(x).toString('base64url'),
    y: Buffer.from(y).toString('base64url'),
  };
  try {
    createPublicKey({ key, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}

/** The point with a small x coordinate and an even y; the primes are 3 modulo 4. */
function smallPoint({ prime, b }: NamedCurve): { readonly x: bigint; readonly y: bigint } {
  for (let x = 1n; ; x++) {
    const square = (x ** 3n - 3n * x + b) % prime;
    const y = power(square, (prime + 1n) / 4n, prime);
    if ((y * y) % prime === square) return { x, y };
  }
}

for (const [oid, curve] of NAMED_CURVES) {
  const { jwk, size, prime } = curve;

  test(`a point of ${jwk} is valid where node:crypto imports it`, (t) => {
    const { x, y } = smallPoint(curve);
    const points: [bigint, bigint][] = [
      [x, y],
      [x, prime - y],
      [x + 1n, y],
      [y, x],
      [0n, 0n],
      [0n, 1n],
      [x, 0n],
      [prime, y],
      [prime - 1n, prime - 1n],
      // The same residues, not reduced.
      [x + prime, y],
      [x, y + prime],
    ];
    let valid = 0;
    for (const [u, v] of points) {
      if (u >= 256n ** BigInt(size) || v >= 256n ** BigInt(size)) continue;
      const [first, second] = [bytesOf(u, curve), bytesOf(v, curve)];
      t.is(isOnCurve(curve, first, second), isImported(curve, first, second), `${u} ${v}`);
      if (isOnCurve(curve, first, second)) valid += 1;
    }
    t.is(valid, 2);
  });

  test(`a key on ${jwk} is valid until a byte changes`, (t) => {
    const spki = generateKeyPairSync('ec', { namedCurve: jwk }).publicKey.export({ format: 'der', type: 'spki' });
    t.notThrows(() => new PublicKey(spki).check());
    for (let back = 1; back <= 2 * size; back += 7) {
      const changed = Uint8Array.from(spki);
      changed[changed.length - back] = (changed.at(-back) ?? 0) ^ 1;
      const error = t.throws(() => new PublicKey(changed).check(), { instanceOf: CertificateError });
      t.is(error?.reason, 'MALFORMED', `${oid}, byte ${back} from the end`);
    }
  });
}
