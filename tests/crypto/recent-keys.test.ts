import test from 'ava';
import { RecentKeys } from '../../runtime/crypto/recent-keys.ts';

const publicKey = 'a key';
const bytesOf = (number: number): Uint8Array => Uint8Array.of(number >>> 8, number & 0xff);

/** Whether the key of these bytes is imported. */
function isImported(keys: RecentKeys<string>, bytes: Uint8Array, type = 'ed25519'): boolean {
  let isCalled = false;
  keys.get(type, bytes, () => {
    isCalled = true;
    return publicKey;
  });
  return isCalled;
}

test('a public key is imported once, and again for another type or another byte', (t) => {
  const keys = new RecentKeys<string>();
  t.true(isImported(keys, bytesOf(1)));
  t.false(isImported(keys, bytesOf(1)));
  t.true(isImported(keys, bytesOf(2)));
  t.true(isImported(keys, bytesOf(1), 'ed448'));
  // The bytes decide, not their array.
  t.false(isImported(keys, Uint8Array.of(9, 0, 1).subarray(1)));
});

test('the 64 public keys that were used last are kept', (t) => {
  const keys = new RecentKeys<string>();
  for (let number = 0; number < 64; number++) isImported(keys, bytesOf(number));
  t.false(isImported(keys, bytesOf(0)));
  t.true(isImported(keys, bytesOf(64)));
  t.false(isImported(keys, bytesOf(0)));
  t.true(isImported(keys, bytesOf(1)));
});

test('a public key that is not valid, or longer than 2048 bytes, is not kept', (t) => {
  const keys = new RecentKeys<string>();
  t.is(
    keys.get('ed25519', bytesOf(1), () => undefined),
    undefined,
  );
  t.true(isImported(keys, bytesOf(1)));
  const long = new Uint8Array(2049);
  t.true(isImported(keys, long));
  t.true(isImported(keys, long));
  t.false(isImported(keys, bytesOf(1)));
});
