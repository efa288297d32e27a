import test from 'ava';
import fc from 'fast-check';
import { aeadLengths } from '../../runtime/crypto/aead-lengths.ts';
import { opensslProvider } from '../../runtime/crypto/openssl/index.ts';
import { createPortableProvider } from '../../runtime/crypto/portable/index.ts';
import type { AeadName } from '../../runtime/crypto/provider.ts';
import { RecordProtection } from '../../runtime/crypto/record-protection.ts';
import { digits, hex } from './hex.ts';

const provider = opensslProvider;

function keysOf(name: AeadName) {
  const { keyLength, ivLength } = aeadLengths(name);
  return {
    key: new Uint8Array(keyLength).fill(1),
    iv: Uint8Array.from({ length: ivLength }, (_, i) => 0xa0 + i),
    recordNumberKey: new Uint8Array(keyLength).fill(2),
  };
}

test('the nonce is the iv XOR the sequence number, over all 48 bits', (t) => {
  const keys = keysOf('aes-128-gcm');
  const protection = new RecordProtection(provider, 'aes-128-gcm', keys);
  const aead = provider.aead('aes-128-gcm', keys.key);
  const edges = [0, 1, 0xff, 0x100, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 40 + 2 ** 31 + 1, 2 ** 48 - 1];
  const check = (sequenceNumber: number) => {
    const nonce = keys.iv.slice();
    let rest = BigInt(sequenceNumber);
    for (let i = 11; i >= 4; i--, rest >>= 8n) nonce[i] = (nonce[i] ?? 0) ^ Number(rest & 0xffn);
    const found = new Uint8Array(40);
    const expected = new Uint8Array(40);
    protection.seal(found, 3, 8, 10, sequenceNumber);
    aead.seal(nonce, expected, 3, 8, 10);
    t.is(digits(found), digits(expected), `sequence number ${sequenceNumber}`);
  };
  for (const edge of edges) check(edge);
  fc.assert(
    fc.property(fc.maxSafeNat(), (n) => check(n % 2 ** 48)),
    { numRuns: 50 },
  );
});

test('a sealed record opens under its own number and header only', (t) => {
  const protection = new RecordProtection(provider, 'aes-256-gcm', keysOf('aes-256-gcm'));
  const slab = new Uint8Array(64).fill(9);
  protection.seal(slab, 4, 9, 20, 7);
  const sealed = slab.slice();
  t.false(protection.open(slab.slice(), 4, 9, 36, 8), 'another number');
  t.false(protection.open(slab.slice(), 3, 9, 36, 7), 'a longer header');
  t.false(protection.open(slab.slice(), 5, 9, 36, 7), 'a shorter header');
  t.false(protection.open(slab.slice(), 4, 9, 35, 7), 'a shorter body');
  t.true(protection.open(slab, 4, 9, 36, 7));
  t.deepEqual(slab.subarray(0, 29), new Uint8Array(29).fill(9));
  t.deepEqual(slab.subarray(45), sealed.subarray(45), 'nothing behind the tag is touched');
});

test('a record that is shorter than a tag never opens', (t) => {
  const protection = new RecordProtection(provider, 'chacha20-poly1305', keysOf('chacha20-poly1305'));
  for (let length = 0; length < protection.tagLength; length++) {
    t.false(protection.open(new Uint8Array(64), 0, 5, length, 0));
  }
  t.false(protection.open(new Uint8Array(64), 0, 5, -1, 0));
});

test('keys that are Buffers protect as the same bytes do', (t) => {
  for (const source of [opensslProvider, createPortableProvider()]) {
    for (const name of source.capabilities.aeads) {
      const keys = keysOf(name);
      const buffers = {
        key: Buffer.from(keys.key),
        iv: Buffer.from(keys.iv),
        recordNumberKey: Buffer.from(keys.recordNumberKey),
      };
      const [plain, buffered] = [new RecordProtection(source, name, keys), new RecordProtection(source, name, buffers)];
      for (const part of Object.values(buffers)) part.fill(0);
      for (const sequence of [3, 4]) {
        const [a, b] = [new Uint8Array(40), new Uint8Array(40)];
        plain.seal(a, 0, 5, 16, sequence);
        buffered.seal(b, 0, 5, 16, sequence);
        t.deepEqual(a, b);
      }
    }
  }
});

test('the keys may be overwritten after the constructor has copied them', (t) => {
  for (const source of [opensslProvider, createPortableProvider()]) {
    for (const name of source.capabilities.aeads) {
      const keys = keysOf(name);
      const zeroized = new RecordProtection(source, name, keys);
      for (const part of [keys.key, keys.iv, keys.recordNumberKey]) part.fill(0);
      const kept = new RecordProtection(source, name, keysOf(name));
      const a = new Uint8Array(40);
      const b = new Uint8Array(40);
      zeroized.seal(a, 0, 5, 16, 3);
      kept.seal(b, 0, 5, 16, 3);
      t.deepEqual(a, b);
      const masks = [new Uint8Array(2), new Uint8Array(2)] as const;
      zeroized.mask(a, 5, masks[0]);
      kept.mask(b, 5, masks[1]);
      t.deepEqual(masks[0], masks[1]);
    }
  }
});

test('many records in one call give the same results as one call each, and a forged one affects no other', (t) => {
  const protection = new RecordProtection(provider, 'aes-128-gcm', keysOf('aes-128-gcm'));
  const size = 100;
  const count = 5;
  const headerAt = Int32Array.from({ length: count }, (_, i) => i * size);
  const bodyAt = headerAt.map((at) => at + 5);
  const length = Int32Array.of(0, 1, 16, 40, 79);
  const numbers = Float64Array.of(0, 1, 2 ** 32, 2 ** 40, 2 ** 48 - 1);
  const together = Uint8Array.from({ length: size * count }, (_, i) => i);
  const plain = together.slice();
  const single = together.slice();
  protection.sealMany(together, headerAt, bodyAt, length, numbers, count);
  for (let i = 0; i < count; i++) {
    protection.seal(single, headerAt[i] ?? 0, bodyAt[i] ?? 0, length[i] ?? 0, numbers[i] ?? 0);
  }
  t.deepEqual(together, single);

  const sealed = length.map((bytes) => bytes + protection.tagLength);
  const forgedAt = (bodyAt[2] ?? 0) + 3;
  together[forgedAt] = (together[forgedAt] ?? 0) ^ 1;
  const opened = new Uint8Array(count).fill(0xee);
  t.is(protection.openMany(together, headerAt, bodyAt, sealed, numbers, opened, count), 4);
  t.deepEqual(opened, Uint8Array.of(1, 1, 0, 1, 1));
  for (const i of [0, 1, 3, 4]) {
    const from = headerAt[i] ?? 0;
    const end = (bodyAt[i] ?? 0) + (length[i] ?? 0);
    t.deepEqual(together.subarray(from, end), plain.subarray(from, end));
  }
});

test('keys of the wrong length are refused', (t) => {
  for (const source of [opensslProvider, createPortableProvider()]) {
    for (const name of source.capabilities.aeads) {
      const keys = keysOf(name);
      const refused = (change: Partial<typeof keys>, option: string) => {
        t.throws(() => new RecordProtection(source, name, { ...keys, ...change }), {
          name: 'ConfigError',
          code: 'ERR_WIRECHART_CONFIG',
          message: new RegExp(`^${option}: `),
        });
      };
      refused({ key: keys.key.subarray(1) }, 'key');
      refused({ recordNumberKey: new Uint8Array(keys.key.length + 1) }, 'key');
      refused({ iv: new Uint8Array(13) }, 'iv');
      refused({ iv: new Uint8Array(0) }, 'iv');
    }
  }
});

for (const source of [opensslProvider, createPortableProvider()]) {
  test(`${source.name}: key, iv, number and header of RFC 9001 appendix A.5 give its ciphertext`, (t) => {
    const protection = new RecordProtection(source, 'chacha20-poly1305', {
      key: hex('c6d98ff3441c3fe1b2182094f69caa2ed4b716b65488960a7a984979fb23e1c8'),
      iv: hex('e0459b3474bdd0e44a41c144'),
      recordNumberKey: new Uint8Array(32),
    });
    const slab = new Uint8Array(21);
    slab.set(hex('4200bff401'));
    protection.seal(slab, 0, 4, 1, 654360564);
    t.is(digits(slab), '4200bff4655e5cd55c41f69080575d7999c25a5bfb');
  });
}

/** FIPS 197 appendix C: AES of one block. */
const PLAINTEXT = '00112233445566778899aabbccddeeff';
const KEY_128 = '000102030405060708090a0b0c0d0e0f';

/** QUIC masks its packet numbers in the same way; RFC 9001 appendices A.2 and A.5. */
const foreignMasks: readonly (readonly [AeadName, string, string, string])[] = [
  ['aes-128-gcm', '9f50449e04a0e810283a1e9933adedd2', 'd1b1c98dd7689fb8ec11d242b123dc9b', '437b'],
  [
    'chacha20-poly1305',
    '25a282b9e82f06f21f488917a4fc8f1b73573685608597d0efcb076b0ab7a7a4',
    '5e5cd55c41f69080575d7999c25a5bfb',
    'aefe',
  ],
  ['aes-128-gcm', KEY_128, PLAINTEXT, '69c4'],
  ['aes-256-gcm', `${KEY_128}101112131415161718191a1b1c1d1e1f`, PLAINTEXT, '8ea2'],
  ['aes-128-ccm', KEY_128, PLAINTEXT, '69c4'],
  ['aes-128-ccm-8', KEY_128, PLAINTEXT, '69c4'],
];

for (const source of [opensslProvider, createPortableProvider()]) {
  for (const [name, key, sample, mask] of foreignMasks) {
    test(`${source.name}: the ${name} mask ${mask} is that of RFC 9001 or FIPS 197, at any position of the sample and repeatedly`, (t) => {
      const masker = source.recordNumberMask(name, hex(key));
      const target = new Uint8Array(3).fill(0x55);
      for (let at = 0; at < 5; at++) {
        const slab = new Uint8Array(24);
        slab.set(hex(sample), at);
        masker.mask(slab, at, target);
        t.is(digits(target), `${mask}55`);
      }
    });

    test(`${source.name}: a sample that is not inside the slab is refused and affects no later ${name} mask ${mask}`, (t) => {
      const masker = source.recordNumberMask(name, hex(key));
      const target = new Uint8Array(2);
      for (const at of [-1, 1, 100]) {
        t.throws(() => masker.mask(hex(sample), at, target), { code: 'ERR_WIRECHART_CONFIG' });
      }
      masker.mask(hex(sample), 0, target);
      t.is(digits(target), mask);
    });
  }
}
