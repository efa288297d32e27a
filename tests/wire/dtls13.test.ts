import { createHash } from 'node:crypto';
import test from 'ava';
import { NamedGroup } from '../../generated/dtls13/registries/index.ts';
import * as wire from '../../generated/dtls13/wire/index.ts';
import { decodeAll, encodeToBytes, Reader, WireError, Writer } from '../../runtime/wire/index.ts';
import { holdsAround, holdsFor, plain } from './codec-law.ts';
import { capturedClientHellos, messageCases } from './dtls13-messages.ts';

test('every generated message type has samples here', (t) => {
  const codecs = Object.entries(wire).filter(([, value]) => !(value instanceof Uint8Array));
  t.deepEqual(messageCases.map((each) => each.name).toSorted(), codecs.map(([name]) => name).toSorted());
});

test('a HelloRetryRequest is known by the digest of its name', (t) => {
  t.deepEqual(
    wire.HELLO_RETRY_REQUEST_RANDOM,
    Uint8Array.from(createHash('sha256').update('HelloRetryRequest').digest()),
  );
});

for (const { name, visit } of messageCases) {
  test(`${name} survives its own encoding`, (t) => {
    visit(({ codec, decodeArgs, encodeArgs }, samples) => {
      for (const sample of samples) {
        codec.validate(sample, ...encodeArgs);
        const bytes = encodeToBytes(codec, sample, ...encodeArgs);
        t.is(bytes.length, codec.size(sample, ...encodeArgs));
        t.deepEqual(decodeAll(codec, bytes, ...decodeArgs), sample);
      }
    });
  });

  test(`${name} accepts only what encodes to the same bytes, whatever is cut off or damaged`, (t) => {
    visit((subject, samples) => {
      for (const [index, sample] of samples.entries()) {
        holdsAround(t, subject, encodeToBytes(subject.codec, sample, ...subject.encodeArgs), { seed: index + 1 });
      }
    });
  });

  test(`${name} says when the buffer is too small, at every size`, (t) => {
    visit(({ codec, encodeArgs }, samples) => {
      for (const sample of samples) {
        const size = codec.size(sample, ...encodeArgs);
        for (let room = 0; room < size; room++) {
          const writer = new Writer(new Uint8Array(room));
          const error = t.throws(() => codec.encode(writer, sample, ...encodeArgs), { instanceOf: WireError });
          t.is(error.code, 'ERR_WIRE_NO_SPACE');
        }
        t.notThrows(() => codec.encode(new Writer(new Uint8Array(size)), sample, ...encodeArgs));
      }
    });
  });
}

for (const { name, bytes } of capturedClientHellos()) {
  test(`the ClientHello of ${name} is read through all layers and written back byte for byte`, (t) => {
    const record = decodeAll(wire.DtlsPlaintext, bytes);
    const handshake = decodeAll(wire.Handshake, record.fragment);
    const hello = decodeAll(wire.ClientHello, handshake.fragment);
    const offered = hello.extensions.find((each) => each.kind === 'key_share');
    t.deepEqual(
      offered?.kind === 'key_share' ? offered.extensionData.clientShares.map((share) => share.group) : undefined,
      [NamedGroup.x25519],
    );
    t.deepEqual(encodeToBytes(wire.ClientHello, hello), handshake.fragment);
    t.deepEqual(
      encodeToBytes(wire.Handshake, { ...handshake, fragment: encodeToBytes(wire.ClientHello, hello) }),
      record.fragment,
    );
    t.deepEqual(encodeToBytes(wire.DtlsPlaintext, record), bytes);
    holdsAround(t, plain(wire.ClientHello), handshake.fragment, { mutations: 1500 });
  });
}

test('errors name the field in the spelling of its RFC', (t) => {
  const bytes = encodeToBytes(wire.Extension, { extensionType: 1, extensionData: Uint8Array.of(1, 2, 3) });
  const cut = t.throws(() => decodeAll(wire.Extension, bytes.subarray(0, 6)), { instanceOf: WireError });
  t.is(cut.field, 'Extension.extension_data');
  t.is(cut.code, 'ERR_WIRE_TRUNCATED');
  const tooLong = t.throws(() => wire.CertificateVerify.validate({ algorithm: 1, signature: new Uint8Array(65536) }), {
    instanceOf: WireError,
  });
  t.is(tooLong.field, 'CertificateVerify.signature');
  t.is(tooLong.code, 'ERR_WIRE_RANGE');
  const masked = t.throws(() => wire.UnifiedHeader.decode(new Reader(Uint8Array.of(0x5f, 0)), 0), {
    instanceOf: WireError,
  });
  t.is(masked.message, 'unified_hdr.fixed_bits: must be 1');
  t.is(masked.code, 'ERR_WIRE_ILLEGAL_VALUE');
});

test('two extensions of one type are refused, GREASE included, both ways', (t) => {
  const twice: wire.Extension = { extensionType: 0x0a0a, extensionData: Uint8Array.of() };
  const value: wire.EncryptedExtensions = {
    extensions: [
      { kind: 'unknown', ...twice },
      { kind: 'unknown', ...twice },
    ],
  };
  t.throws(() => wire.EncryptedExtensions.validate(value), { code: 'ERR_WIRE_ILLEGAL_VALUE' });
  t.throws(() => encodeToBytes(wire.EncryptedExtensions, value), { code: 'ERR_WIRE_ILLEGAL_VALUE' });
  const bytes = Uint8Array.of(0, 8, 0x0a, 0x0a, 0, 0, 0x0a, 0x0a, 0, 0);
  t.throws(() => decodeAll(wire.EncryptedExtensions, bytes), { code: 'ERR_WIRE_ILLEGAL_VALUE' });
});

test('an unknown extension cannot smuggle in a type that has a meaning here', (t) => {
  const value: wire.ServerHelloExtension = { kind: 'unknown', extensionType: 43, extensionData: Uint8Array.of(3, 4) };
  t.throws(() => wire.ServerHelloExtension.validate(value), { code: 'ERR_WIRE_ILLEGAL_VALUE' });
  t.is(
    wire.ServerHelloExtension.extensionType({ kind: 'supported_versions', extensionData: { selectedVersion: 0 } }),
    43,
  );
});

test('numbers that are none, or too large, are refused before anything is written', (t) => {
  for (const level of [256, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    t.throws(() => wire.Alert.validate({ level, description: 0 }), { code: 'ERR_WIRE_RANGE' });
  }
  for (const epoch of [2 ** 53, -1, 0.5, Number.NaN]) {
    t.throws(() => wire.RecordNumber.validate({ epoch, sequenceNumber: 0 }), { code: 'ERR_WIRE_RANGE' });
  }
  t.throws(() => wire.RecordNumber.validate({ epoch: 2 ** 48, sequenceNumber: 0 }), { code: 'ERR_WIRE_ILLEGAL_VALUE' });
});

test('validate and encode agree on a list that is too long only as a whole', (t) => {
  const extensionData = new Uint8Array(40_000);
  const value: wire.EncryptedExtensions = {
    extensions: [1000, 1001].map((extensionType) => ({ kind: 'unknown', extensionType, extensionData })),
  };
  const expected = { code: 'ERR_WIRE_RANGE', message: /EncryptedExtensions\.extensions: 80008 is not in 0\.\.65535/ };
  t.throws(() => wire.EncryptedExtensions.validate(value), expected);
  t.throws(() => encodeToBytes(wire.EncryptedExtensions, value), expected);
});

test('decodeInto fills the same object again and forgets what was in it', (t) => {
  const target: wire.MutableUnifiedHeader = {
    hasSequenceNumber16: false,
    epochBits: 0,
    connectionId: undefined,
    sequenceNumber8: undefined,
    sequenceNumber16: undefined,
    length: undefined,
  };
  const reader = new Reader();
  wire.UnifiedHeader.decodeInto(reader.reset(Uint8Array.of(0x3f, 9, 9, 0x12, 0x34, 0, 1)), target, 2);
  t.deepEqual(target, {
    hasSequenceNumber16: true,
    epochBits: 3,
    connectionId: Uint8Array.of(9, 9),
    sequenceNumber8: undefined,
    sequenceNumber16: 0x1234,
    length: 1,
  });
  const short = Uint8Array.of(0x22, 7);
  wire.UnifiedHeader.decodeInto(reader.reset(short), target, 2);
  t.deepEqual(target, { ...wire.UnifiedHeader.decode(reader.reset(short), 2) });
  t.is(target.connectionId, undefined);
});

test('a list of sixteen thousand extensions is read like a short one', (t) => {
  const count = 16_000;
  const bytes = new Uint8Array(2 + count * 4);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, count * 4);
  for (let index = 0; index < count; index++) view.setUint16(2 + index * 4, 1000 + index);
  t.true(holdsFor(t, plain(wire.EncryptedExtensions), bytes));
});
