import fc from 'fast-check';
import { aeadLengths } from '../../runtime/crypto/aead-lengths.ts';
import { AeadRecordCipher } from '../../runtime/crypto/aead-record-cipher.ts';
import type { AeadName, CryptoProvider, RecordCipher, TrafficKeys } from '../../runtime/crypto/index.ts';
import * as fields from '../../runtime/crypto/index.ts';
import { opensslProvider } from '../../runtime/crypto/openssl/index.ts';
import { addonTest } from '../addon.ts';
import { nativeProvider } from './providers.ts';

const { RECORD_FIELDS } = fields;
const native = nativeProvider as CryptoProvider;
const AEADS = opensslProvider.capabilities.aeads;

/** A record to be: `before` bytes are between it and the one before, so that it starts anywhere. */
interface Plan {
  readonly before: number;
  readonly headerLength: number;
  readonly numberAt: number;
  readonly numberLength: number;
  readonly bodyLength: number;
  readonly sequenceNumber: number;
}

/** Headers with room for a connection id. */
const plan: fc.Arbitrary<Plan> = fc
  .record({
    before: fc.nat(9),
    headerLength: fc.integer({ min: 3, max: 40 }),
    numberAt: fc.nat(37),
    numberLength: fc.constantFrom(1, 2),
    bodyLength: fc.oneof(fc.integer({ min: 8, max: 40 }), fc.integer({ min: 8, max: 1300 })),
    sequenceNumber: fc.maxSafeNat().map((number) => number % 2 ** 48),
  })
  .map((each) => ({ ...each, numberAt: each.numberAt % (each.headerLength - each.numberLength + 1) }));

/** The records in one slab, with random contents. */
class Batch {
  readonly slab: Uint8Array;
  readonly descriptors: Int32Array;
  readonly count: number;

  constructor(plans: readonly Plan[], tagLength: number, fill: (bytes: Uint8Array) => void) {
    this.count = plans.length;
    this.descriptors = new Int32Array(plans.length * RECORD_FIELDS);
    let at = 0;
    for (const [
      index,
      { before, headerLength, numberAt, numberLength, bodyLength, sequenceNumber },
    ] of plans.entries()) {
      const headerAt = at + before;
      this.set(index, fields.RECORD_HEADER_AT, headerAt);
      this.set(index, fields.RECORD_NUMBER_AT, headerAt + numberAt);
      this.set(index, fields.RECORD_NUMBER_LENGTH, numberLength);
      this.set(index, fields.RECORD_BODY_AT, headerAt + headerLength);
      this.set(index, fields.RECORD_BODY_LENGTH, bodyLength);
      this.set(index, fields.RECORD_SEQUENCE_HIGH, Math.floor(sequenceNumber / 2 ** 32));
      this.set(index, fields.RECORD_SEQUENCE_LOW, sequenceNumber % 2 ** 32);
      at = headerAt + headerLength + bodyLength + tagLength;
    }
    this.slab = new Uint8Array(at + 3);
    fill(this.slab);
  }

  set(record: number, field: number, value: number): void {
    this.descriptors[record * RECORD_FIELDS + field] = value;
  }

  get(record: number, field: number): number {
    return this.descriptors[record * RECORD_FIELDS + field] as number;
  }

  /** Makes all bodies longer, or shorter. */
  lengthen(by: number): void {
    for (let record = 0; record < this.count; record++)
      this.set(record, fields.RECORD_BODY_LENGTH, this.get(record, fields.RECORD_BODY_LENGTH) + by);
  }
}

function keysOf(name: AeadName): TrafficKeys {
  const { keyLength, ivLength } = aeadLengths(name);
  const bytes = new Uint8Array(2 * keyLength + ivLength);
  native.random(bytes);
  return {
    key: bytes.subarray(0, keyLength),
    iv: bytes.subarray(keyLength, keyLength + ivLength),
    recordNumberKey: bytes.subarray(keyLength + ivLength),
  };
}

function cipherOf(name: AeadName, keys: TrafficKeys = keysOf(name)): RecordCipher {
  return native.recordCipher?.(name, keys) as RecordCipher;
}

for (const name of AEADS) {
  const { tagLength } = aeadLengths(name);

  addonTest(`a batch of ${name} has the bytes of one record at a time, and opens to what it was`, (t) => {
    const keys = keysOf(name);
    const [cipher, receiver] = [cipherOf(name, keys), cipherOf(name, keys)];
    const reference = new AeadRecordCipher(opensslProvider, name, keys);
    t.is(cipher.tagLength, tagLength);
    fc.assert(
      fc.property(fc.array(plan, { minLength: 1, maxLength: 70, size: 'max' }), (plans) => {
        const batch = new Batch(plans, tagLength, native.random);
        const plain = batch.slab.slice();
        const expected = batch.slab.slice();
        cipher.seal(batch.slab, batch.descriptors, batch.count);
        reference.seal(expected, batch.descriptors, batch.count);
        t.deepEqual(batch.slab, expected);
        batch.lengthen(tagLength);
        receiver.unmask(batch.slab, batch.descriptors, batch.count);
        t.is(receiver.open(batch.slab, batch.descriptors, batch.count), batch.count);
        for (let record = 0; record < batch.count; record++) {
          t.is(batch.get(record, fields.RECORD_IS_AUTHENTIC), 1);
          const from = batch.get(record, fields.RECORD_HEADER_AT);
          const bodyAt = batch.get(record, fields.RECORD_BODY_AT);
          const to = bodyAt + batch.get(record, fields.RECORD_BODY_LENGTH) - tagLength;
          t.deepEqual(batch.slab.subarray(from, to), plain.subarray(from, to));
        }
      }),
      { numRuns: 40 },
    );
  });

  addonTest(`content of ${name} that is elsewhere gives the records of content in the slab`, (t) => {
    const keys = keysOf(name);
    const cipher = cipherOf(name, keys);
    fc.assert(
      fc.property(fc.array(plan, { minLength: 1, maxLength: 64 }), fc.nat(1300), (plans, less) => {
        const batch = new Batch(plans, tagLength, native.random);
        const expected = batch.slab.slice();
        const { content, spans } = moveContent(batch, less);
        cipher.sealContent?.(batch.slab, batch.descriptors, batch.count, content, spans);
        cipher.seal(expected, batch.descriptors, batch.count);
        t.deepEqual(batch.slab, expected);
      }),
      { numRuns: 40 },
    );
  });

  addonTest(`what is not authentic in a batch of ${name} is left as it was, and spoils no other record`, (t) => {
    const [cipher, receiver] = [cipherOf(name, keysFor(name)), cipherOf(name, keysFor(name))];
    const ways = fc.array(fc.tuple(plan, fc.nat(6)), { minLength: 1, maxLength: 64 });
    fc.assert(
      fc.property(ways, (records) => {
        const batch = new Batch(
          records.map(([each]) => each),
          tagLength,
          native.random,
        );
        cipher.seal(batch.slab, batch.descriptors, batch.count);
        batch.lengthen(tagLength);
        receiver.unmask(batch.slab, batch.descriptors, batch.count);
        for (const [record, [, way]] of records.entries()) spoil(batch, record, way);
        const before = batch.slab.slice();
        const authentic = records.filter(([, way]) => way > 4).length;
        t.is(receiver.open(batch.slab, batch.descriptors, batch.count), authentic);
        for (const [record, [, way]] of records.entries()) {
          t.is(batch.get(record, fields.RECORD_IS_AUTHENTIC), way > 4 ? 1 : 0, `record ${record}, way ${way}`);
          const bodyAt = batch.get(record, fields.RECORD_BODY_AT);
          const end = bodyAt + batch.get(record, fields.RECORD_BODY_LENGTH);
          if (way <= 4) t.deepEqual(batch.slab.subarray(bodyAt, end), before.subarray(bodyAt, end));
        }
      }),
      { numRuns: 40 },
    );
  });
}

/** Moves the content of the records out of the slab, but for up to `less` bytes at the end of each body. */
function moveContent(batch: Batch, less: number): { readonly content: Uint8Array; readonly spans: Int32Array } {
  const content = new Uint8Array(batch.slab.length);
  const spans = new Int32Array(2 * batch.count);
  for (let record = 0, used = 0; record < batch.count; record++) {
    const bodyAt = batch.get(record, fields.RECORD_BODY_AT);
    const length = Math.max(0, batch.get(record, fields.RECORD_BODY_LENGTH) - ((less * (record + 1)) % 1300));
    spans.set([used, length], 2 * record);
    content.set(batch.slab.subarray(bodyAt, bodyAt + length), used);
    batch.slab.fill(0xee, bodyAt, bodyAt + length);
    used += length;
  }
  return { content, spans };
}

addonTest('content outside its memory, or longer than its record, is refused before a byte is written', (t) => {
  const cipher = cipherOf('aes-128-gcm');
  const plans = Array<Plan>(2).fill({
    before: 0,
    headerLength: 5,
    numberAt: 1,
    numberLength: 2,
    bodyLength: 20,
    sequenceNumber: 1,
  });
  const batch = new Batch(plans, 16, native.random);
  const before = batch.slab.slice();
  const content = new Uint8Array(30);
  const gone = new Uint8Array(30);
  structuredClone(gone.buffer, { transfer: [gone.buffer] });
  const refuse = (source: Uint8Array, spans: readonly number[], message: RegExp) => {
    const seal = () => cipher.sealContent?.(batch.slab, batch.descriptors, 2, source, Int32Array.from(spans));
    t.throws(seal, { name: 'ConfigError', message }, spans.join(' '));
    t.deepEqual(batch.slab, before);
  };
  refuse(content, [0, 20, 30, 1], /contentLength: of record 1 is not inside the content/);
  refuse(content, [0, 20, 31, 0], /contentAt: of record 1 is not inside the content/);
  refuse(content, [0, 20, -1, 1], /contentAt: of record 1/);
  refuse(content, [0, 20, 2, -1], /contentLength: of record 1/);
  refuse(content, [0, 20, 2 ** 31 - 1, 2 ** 31 - 1], /contentAt: of record 1/);
  refuse(content, [0, 20, 0, 21], /contentLength: of record 1 is more than the body/);
  refuse(content, [0, 20, 0], /spans/);
  refuse(gone, [0, 20, 0, 20], /content/);
});

/** The same keys for both ends. */
function keysFor(name: AeadName): TrafficKeys {
  const { keyLength, ivLength } = aeadLengths(name);
  return {
    key: new Uint8Array(keyLength).fill(1),
    iv: new Uint8Array(ivLength).fill(2),
    recordNumberKey: new Uint8Array(keyLength).fill(3),
  };
}

/** Makes a sealed record not authentic; ways above 4 change nothing. */
function spoil(batch: Batch, record: number, way: number): void {
  const { slab } = batch;
  const headerAt = batch.get(record, fields.RECORD_HEADER_AT);
  const bodyAt = batch.get(record, fields.RECORD_BODY_AT);
  const length = batch.get(record, fields.RECORD_BODY_LENGTH);
  const flip = (at: number) => {
    slab[at] = (slab[at] as number) ^ 0x10;
  };
  if (way === 0) flip(headerAt);
  if (way === 1) flip(bodyAt);
  if (way === 2) flip(bodyAt + length - 1);
  if (way === 3) batch.set(record, fields.RECORD_SEQUENCE_LOW, batch.get(record, fields.RECORD_SEQUENCE_LOW) ^ 1);
  if (way === 4) batch.set(record, fields.RECORD_BODY_LENGTH, length - 1);
}

addonTest('a body that is shorter than a tag is not authentic', (t) => {
  for (const name of AEADS) {
    const cipher = cipherOf(name);
    const descriptors = new Int32Array(RECORD_FIELDS);
    descriptors.set([0, 1, 1, 2]);
    for (let length = 0; length < aeadLengths(name).tagLength; length++) {
      descriptors[fields.RECORD_BODY_LENGTH] = length;
      descriptors[fields.RECORD_IS_AUTHENTIC] = 1;
      t.is(cipher.open(new Uint8Array(40), descriptors, 1), 0);
      t.is(descriptors[fields.RECORD_IS_AUTHENTIC], 0);
    }
  }
});

addonTest('more connections than there are contexts protect their records with their own keys', (t) => {
  const count = 5000;
  const batch = new Batch(
    [{ before: 1, headerLength: 5, numberAt: 1, numberLength: 2, bodyLength: 40, sequenceNumber: 7 }],
    16,
    () => {},
  );
  const ciphers = Array.from({ length: count }, (_, index) => {
    const keys = keysFor('aes-128-gcm');
    new DataView(keys.key.buffer).setUint32(0, index);
    return cipherOf('aes-128-gcm', keys);
  });
  const sealed = ciphers.map((cipher) => {
    const slab = batch.slab.slice();
    cipher.seal(slab, batch.descriptors, 1);
    return slab;
  });
  t.is(new Set(sealed.map((slab) => Buffer.from(slab).toString('latin1'))).size, count);
  for (const [index, cipher] of ciphers.entries()) {
    if (index % 3 === 0) cipher.destroy();
  }
  for (const [index, cipher] of ciphers.entries()) {
    if (index % 3 === 0) continue;
    const slab = batch.slab.slice();
    cipher.seal(slab, batch.descriptors, 1);
    t.deepEqual(slab, sealed[index]);
  }
});

addonTest('descriptors out of range are refused by name before any record is touched', (t) => {
  const cipher = cipherOf('aes-128-gcm');
  const fresh = () => {
    const each = { before: 2, headerLength: 5, numberAt: 1, numberLength: 2, bodyLength: 30, sequenceNumber: 7 };
    return new Batch([each, each, each], 16, native.random);
  };
  const largest = 2 ** 31 - 1;
  const wrong: readonly (readonly [field: number, name: string, values: readonly number[]])[] = [
    [fields.RECORD_HEADER_AT, 'headerAt', [-1, -largest - 1, 10_000, largest]],
    [fields.RECORD_NUMBER_AT, 'numberAt', [-1, 0, 10_000, largest]],
    [fields.RECORD_NUMBER_LENGTH, 'numberLength', [-1, 0, 3, largest]],
    [fields.RECORD_BODY_AT, 'bodyAt', [-1, 0, 10_000, largest]],
    [fields.RECORD_BODY_LENGTH, 'bodyLength', [-1, -largest - 1, 10_000, largest]],
    [fields.RECORD_SEQUENCE_HIGH, 'sequenceHigh', [-1, 0x1_0000, largest]],
  ];
  for (const call of ['seal', 'unmask', 'open'] as const) {
    for (const [field, name, values] of wrong) {
      if (call === 'unmask' && name === 'sequenceHigh') continue;
      for (const value of values) {
        const batch = fresh();
        if (call !== 'seal') batch.lengthen(16);
        batch.set(2, field, value);
        const before = batch.slab.slice();
        t.throws(() => cipher[call](batch.slab, batch.descriptors, 3), {
          name: 'ConfigError',
          message: new RegExp(`^${name}: of record 2 `),
        });
        t.deepEqual(batch.slab, before, `${call}, ${name} ${value}`);
      }
    }
  }
  const small = fresh();
  small.set(0, fields.RECORD_BODY_LENGTH, 15);
  t.throws(() => cipher.unmask(small.slab, small.descriptors, 3), { message: /^bodyLength: of record 0 .*sample/ });
  const short = cipherOf('aes-128-ccm-8');
  const batch = fresh();
  batch.set(1, fields.RECORD_BODY_LENGTH, 7);
  t.throws(() => short.seal(batch.slab, batch.descriptors, 3), { message: /^bodyLength: of record 1 .*sample/ });
});

addonTest('a count, an array or memory that cannot be used is refused by name', (t) => {
  const cipher = cipherOf('aes-128-gcm');
  const each = { before: 0, headerLength: 5, numberAt: 1, numberLength: 2, bodyLength: 30, sequenceNumber: 7 };
  const { slab, descriptors } = new Batch([each], 16, native.random);
  for (const count of [-1, 2, 1.5, Number.NaN, 2 ** 31, Number.POSITIVE_INFINITY])
    t.throws(() => cipher.seal(slab, descriptors, count), { name: 'ConfigError', message: /^(?:count|descriptors): / });
  const floats = new Float64Array(8) as unknown as Int32Array;
  t.throws(() => cipher.seal(slab, floats, 1), { name: 'ConfigError', message: /^descriptors: / });
  const view = new DataView(slab.buffer) as unknown as Uint8Array;
  t.throws(() => cipher.seal(view, descriptors, 1), { name: 'ConfigError', message: /^slab: / });
  const moved = new Uint8Array(100);
  structuredClone(moved, { transfer: [moved.buffer] });
  t.throws(() => cipher.open(moved, descriptors, 1), { name: 'ConfigError', message: /^slab: is detached/ });
  const integers = new Int32Array(8);
  structuredClone(integers, { transfer: [integers.buffer] });
  t.throws(() => cipher.open(slab, integers, 1), { name: 'ConfigError', message: /^descriptors: is detached/ });
  const Resizable = ArrayBuffer as unknown as new (
    length: number,
    options: { maxByteLength: number },
  ) => ArrayBuffer & { resize(length: number): void };
  const resizable = new Resizable(100, { maxByteLength: 200 });
  const shrunk = new Uint8Array(resizable, 0, 100);
  resizable.resize(40);
  t.throws(() => cipher.open(shrunk, descriptors, 1), { name: 'ConfigError' });
});

addonTest('a cipher that was destroyed refuses every call, and destroys once', (t) => {
  for (const name of AEADS) {
    const cipher = cipherOf(name);
    const each = { before: 0, headerLength: 5, numberAt: 1, numberLength: 2, bodyLength: 30, sequenceNumber: 7 };
    const { slab, descriptors } = new Batch([each], 16, native.random);
    cipher.seal(slab, descriptors, 1);
    cipher.destroy();
    cipher.destroy();
    for (const call of ['seal', 'unmask', 'open'] as const)
      t.throws(() => cipher[call](slab, descriptors, 1), { name: 'ConfigError', message: /^keys: .*destroyed/ });
  }
});

addonTest('the keys are copied, and have the length of the AEAD', (t) => {
  const keys = keysFor('aes-128-gcm');
  const [cipher, other] = [cipherOf('aes-128-gcm', keys), cipherOf('aes-128-gcm', keysFor('aes-128-gcm'))];
  for (const part of Object.values(keys)) part.fill(0);
  const each = { before: 0, headerLength: 5, numberAt: 1, numberLength: 2, bodyLength: 30, sequenceNumber: 7 };
  const [a, b] = [new Batch([each], 16, () => {}), new Batch([each], 16, () => {})];
  cipher.seal(a.slab, a.descriptors, 1);
  other.seal(b.slab, b.descriptors, 1);
  t.deepEqual(a.slab, b.slab);
  for (const [part, length] of [
    ['key', 15],
    ['iv', 13],
    ['recordNumberKey', 17],
  ] as const)
    t.throws(() => cipherOf('aes-128-gcm', { ...keys, [part]: new Uint8Array(length) }), { name: 'ConfigError' });
});
