import test from 'ava';
import { HalfSipHash } from '../../../runtime/dtls13/listener/half-sip-hash.ts';

const key = Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7);

/** Of the reference implementation: the input of entry n is the bytes 0 to n-1. */
const vectors = [
  'a9359f5b',
  '27475ab8',
  'fa62a603',
  '8afee704',
  '2a6e4689',
  'c5fab669',
  '5863fc23',
  '8bcf63c5',
  'd0b8848f',
  'f806e779',
];

test('the hash is HalfSipHash-2-4', (t) => {
  const hash = new HalfSipHash(key);
  const results = vectors.map((_, length) => {
    const result = Buffer.alloc(4);
    result.writeInt32LE(hash.of(Uint8Array.from({ length }, (_, index) => index)));
    return result.toString('hex');
  });
  t.deepEqual(results, vectors);
});

test('another key gives another hash', (t) => {
  const bytes = Uint8Array.of(192, 0, 2, 1, 0, 80);
  t.not(new HalfSipHash(key).of(bytes), new HalfSipHash(new Uint8Array(8)).of(bytes));
});
