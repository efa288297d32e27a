import test from 'ava';
import fc from 'fast-check';
import { aeadLengths } from '../../runtime/crypto/aead-lengths.ts';
import { AeadRecordCipher } from '../../runtime/crypto/aead-record-cipher.ts';
import { opensslProvider } from '../../runtime/crypto/openssl/index.ts';
import { createPortableProvider } from '../../runtime/crypto/portable/index.ts';
import { type AeadName, RECORD_FIELDS, RECORD_IS_AUTHENTIC } from '../../runtime/crypto/provider.ts';
import { describeRecord, describeSequence } from '../../runtime/crypto/record-descriptor.ts';
import { RecordProtection } from '../../runtime/crypto/record-protection.ts';
import { digits, hex } from './hex.ts';
import { providers } from './providers.ts';
import { openOne, sealOne } from './single-record.ts';

const provider = opensslProvider;

function keysOf(name: AeadName) {
  const { keyLength, ivLength } = aeadLengths(name);
  return {
    key: new Uint8Array(keyLength).fill(1),
    iv: Uint8Array.from({ length: ivLength }, (_, i) => 0xa0 + i),
    recordNumberKey: new Uint8Array(keyLength).fill(2),
  };
}

function maskOf(name: AeadName, key: Uint8Array, slab: Uint8Array, at: number): [number, number] {
  const mask = new Uint8Array(2);
  provider.recordNumberMask(name, key).mask(slab, at, mask);
  return [mask[0] as number, mask[1] as number];
}

const RANGE = { headerAt: 0, numberAt: 1, bodyAt: 5, length: 16 };

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
    sealOne(protection, found, { headerAt: 3, numberAt: 4, bodyAt: 8, length: 10 }, sequenceNumber);
    aead.seal(nonce, expected, 3, 8, 10);
    const [mask] = maskOf('aes-128-gcm', keys.recordNumberKey, expected, 8);
    expected[4] = mask;
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
  const range = { headerAt: 4, numberAt: 6, bodyAt: 9, length: 20 };
  sealOne(protection, slab, range, 7);
  const sealed = slab.slice();
  const opens = (change: Partial<typeof range>, sequence = 7) =>
    openOne(protection, sealed.slice(), { ...range, length: 36, ...change }, sequence);
  t.false(opens({}, 8), 'another number');
  t.false(opens({ headerAt: 3 }), 'a longer header');
  t.false(opens({ headerAt: 5 }), 'a shorter header');
  t.false(opens({ length: 35 }), 'a shorter body');
  t.false(opens({ numberAt: 5 }), 'another byte of the header decrypted');
  t.true(openOne(protection, slab, { ...range, length: 36 }, 7));
  t.deepEqual(slab.subarray(0, 29), new Uint8Array(29).fill(9));
  t.deepEqual(slab.subarray(45), sealed.subarray(45), 'nothing behind the tag is touched');
});

test('a record that is shorter than a tag never opens, and is not changed', (t) => {
  const protection = new RecordProtection(provider, 'chacha20-poly1305', keysOf('chacha20-poly1305'));
  for (const length of [...Array(protection.tagLength).keys(), -1]) {
    const slab = new Uint8Array(64).fill(5);
    const descriptors = new Int32Array(RECORD_FIELDS).fill(-1);
    describeRecord(descriptors, 0, 0, 1, 1, 5, length);
    describeSequence(descriptors, 0, 0);
    t.is(protection.open(slab, descriptors, 1), 0);
    t.is(descriptors[RECORD_IS_AUTHENTIC], 0);
    t.deepEqual(slab, new Uint8Array(64).fill(5));
  }
});

test('keys that are Buffers protect as the same bytes do', (t) => {
  for (const source of providers) {
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
        sealOne(plain, a, RANGE, sequence);
        sealOne(buffered, b, RANGE, sequence);
        t.deepEqual(a, b);
      }
    }
  }
});

test('the keys may be overwritten after the constructor has copied them', (t) => {
  for (const source of providers) {
    for (const name of source.capabilities.aeads) {
      const keys = keysOf(name);
      const zeroized = new RecordProtection(source, name, keys);
      for (const part of [keys.key, keys.iv, keys.recordNumberKey]) part.fill(0);
      const kept = new RecordProtection(source, name, keysOf(name));
      const a = new Uint8Array(40);
      const b = new Uint8Array(40);
      sealOne(zeroized, a, RANGE, 3);
      sealOne(kept, b, RANGE, 3);
      t.deepEqual(a, b);
    }
  }
});

test('many records in one call give the same results as one call each, and a forged one affects no other', (t) => {
  const keys = keysOf('aes-128-gcm');
  const protection = new RecordProtection(provider, 'aes-128-gcm', keys);
  const size = 100;
  const lengths = [0, 1, 16, 40, 79];
  const numbers = [0, 1, 2 ** 32, 2 ** 40, 2 ** 48 - 1];
  const together = Uint8Array.from({ length: size * lengths.length }, (_, i) => i);
  const plain = together.slice();
  const single = together.slice();
  const descriptors = new Int32Array(RECORD_FIELDS * lengths.length);
  const describeAll = (tagLength: number): void => {
    for (const [i, length] of lengths.entries()) {
      describeRecord(descriptors, i, i * size, i * size + 1, 1 + (i % 2), i * size + 5, length + tagLength);
      describeSequence(descriptors, i, numbers[i] as number);
    }
  };
  describeAll(0);
  protection.seal(together, descriptors, lengths.length);
  const one = new AeadRecordCipher(provider, 'aes-128-gcm', keys);
  for (const i of lengths.keys()) one.seal(single, descriptors.slice(RECORD_FIELDS * i, RECORD_FIELDS * (i + 1)), 1);
  t.deepEqual(together, single);

  const forged = together.slice();
  const body = 2 * size + 5;
  forged[body + 3] = (forged[body + 3] ?? 0) ^ 1;
  const before = forged.slice();
  describeAll(protection.tagLength);
  protection.unmask(forged, descriptors, lengths.length);
  t.is(protection.open(forged, descriptors, lengths.length), 4);
  const opened = lengths.map((_, i) => descriptors[RECORD_FIELDS * i + RECORD_IS_AUTHENTIC]);
  t.deepEqual(opened, [1, 1, 0, 1, 1]);
  t.deepEqual(forged.subarray(body, 3 * size), before.subarray(body, 3 * size), 'the forged body is not changed');
  for (const i of [0, 1, 3, 4]) {
    const [from, end] = [i * size, i * size + 5 + (lengths[i] as number)];
    t.deepEqual(forged.subarray(from, end), plain.subarray(from, end), 'the number is decrypted too');
  }
  // Sealing restores the bytes that arrived.
  describeAll(0);
  protection.seal(forged, descriptors.subarray(0, 2 * RECORD_FIELDS), 2);
  t.deepEqual(forged.subarray(0, 2 * size), together.subarray(0, 2 * size));
});

test('dropped keys protect and open nothing', (t) => {
  const protection = new RecordProtection(provider, 'aes-128-gcm', keysOf('aes-128-gcm'));
  protection.destroy();
  protection.destroy();
  const slab = new Uint8Array(40);
  t.throws(() => sealOne(protection, slab, RANGE, 0), { code: 'ERR_DTLS_INTERNAL' });
  t.throws(() => openOne(protection, slab, { ...RANGE, length: 32 }, 0), { code: 'ERR_DTLS_INTERNAL' });
  t.throws(() => protection.open(slab, new Int32Array(RECORD_FIELDS), 1), { code: 'ERR_DTLS_INTERNAL' });
  t.deepEqual(slab, new Uint8Array(40));
});

test('a provider with a record cipher is used through it, and it gets the keys and their end', (t) => {
  const calls: string[] = [];
  const keys = keysOf('aes-256-gcm');
  const own = {
    ...provider,
    recordCipher: (name: AeadName, given: typeof keys) => {
      t.is(given, keys);
      calls.push(name);
      return {
        tagLength: 16,
        seal: () => calls.push('seal'),
        unmask: () => calls.push('unmask'),
        open: () => calls.push('open'),
        destroy: () => calls.push('destroy'),
      };
    },
  };
  const protection = new RecordProtection(own, 'aes-256-gcm', keys);
  t.true(protection.isBatched);
  const slab = new Uint8Array(40);
  sealOne(protection, slab, RANGE, 0);
  openOne(protection, slab, RANGE, 0);
  protection.destroy();
  protection.destroy();
  t.deepEqual(calls, ['aes-256-gcm', 'seal', 'unmask', 'open', 'destroy']);
  t.false(new RecordProtection(createPortableProvider(), 'aes-256-gcm', keys).isBatched);
});

test('keys of the wrong length are refused', (t) => {
  for (const source of providers) {
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

for (const source of providers) {
  test(`${source.name}: key, iv, number and header of RFC 9001 appendix A.5 give its ciphertext`, (t) => {
    const protection = new RecordProtection(source, 'chacha20-poly1305', {
      key: hex('c6d98ff3441c3fe1b2182094f69caa2ed4b716b65488960a7a984979fb23e1c8'),
      iv: hex('e0459b3474bdd0e44a41c144'),
      recordNumberKey: new Uint8Array(32),
    });
    const slab = new Uint8Array(21);
    slab.set(hex('4200bff401'));
    sealOne(protection, slab, { headerAt: 0, numberAt: 3, bodyAt: 4, length: 1 }, 654360564);
    // Our mask is of another sample than QUIC's: the number is compared by itself.
    const [mask] = maskOf('chacha20-poly1305', new Uint8Array(32), slab, 4);
    t.is((slab[3] as number) ^ mask, 0xf4);
    t.is(digits(slab.subarray(0, 3)), '4200bf');
    t.is(digits(slab.subarray(4)), '655e5cd55c41f69080575d7999c25a5bfb');
  });
}

test('masks of several records in one call are those of one by one', (t) => {
  for (const name of ['aes-128-gcm', 'aes-256-gcm', 'aes-128-ccm-8'] as const) {
    const masks = provider.recordNumberMask(name, keysOf(name).recordNumberKey);
    const single = { mask: masks.mask.bind(masks) };
    const [together, one] = [masks, single].map(
      (each) => new AeadRecordCipher({ ...provider, recordNumberMask: () => each }, name, keysOf(name)),
    ) as [AeadRecordCipher, AeadRecordCipher];
    t.is(together.isBatched, true);
    t.is(one.isBatched, false);
    for (const count of [2, 3, 64]) {
      const slab = Uint8Array.from({ length: 64 * 40 }, (_, index) => index * index);
      const same = slab.slice();
      const descriptors = new Int32Array(RECORD_FIELDS * count);
      for (let index = 0; index < count; index++) {
        describeRecord(descriptors, index, 40 * index, 40 * index + 2, 1 + (index % 2), 40 * index + 6, 34);
      }
      together.unmask(slab, descriptors, count);
      one.unmask(same, descriptors, count);
      t.deepEqual(slab, same);
      t.notDeepEqual(
        slab.subarray(0, 10),
        Uint8Array.from({ length: 10 }, (_, index) => index * index),
      );
      describeRecord(descriptors, 1, 0, 1, 1, slab.length - 15, 34);
      t.throws(() => together.unmask(slab, descriptors, count), { code: 'ERR_WIRECHART_CONFIG' });
      t.deepEqual(slab, same);
    }
  }
});

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

for (const source of providers) {
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
