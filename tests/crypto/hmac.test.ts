import { createHmac } from 'node:crypto';
import test from 'ava';
import { opensslHmac } from '../../runtime/crypto/openssl/hmac.ts';
import { digits } from './hex.ts';

const LENGTHS = [0, 1, 31, 32, 48, 63, 64, 65, 127, 128, 129, 200, 511, 512, 513, 3000];
const bytes = (length: number, seed: number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => (at * 31 + seed) & 0xff);

for (const name of ['sha256', 'sha384'] as const) {
  test(`HMAC with ${name} is that of node:crypto for keys and data of every length around a block`, (t) => {
    for (const keyLength of LENGTHS) {
      for (const length of LENGTHS) {
        const [key, data] = [bytes(keyLength, 7), bytes(length, 11)];
        const expected = createHmac(name, key).update(data).digest('hex');
        t.is(digits(opensslHmac(name, key, data)), expected, `${keyLength}, ${length}`);
      }
    }
  });

  test(`a MAC with ${name} keeps its bytes when the next one is computed`, (t) => {
    const first = opensslHmac(name, bytes(32, 1), bytes(50, 2));
    const copy = digits(first);
    opensslHmac(name, bytes(32, 3), first);
    t.is(digits(first), copy);
    t.is(first.constructor, Uint8Array);
  });
}
