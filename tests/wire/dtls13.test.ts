import { createHash } from 'node:crypto';
import test from 'ava';
import { CipherSuite, cipherSuiteName, ProtocolVersion } from '../../generated/dtls13/registries/index.ts';
import * as wire from '../../generated/dtls13/wire/index.ts';
import { type Codec, decodeAll, encodeToBytes, Reader, WireError } from '../../runtime/wire/index.ts';
import { bodyOf, firstFlights } from '../dtls13/handshake/first-flight.ts';
import { holdsAround, holdsFor, plain } from './codec-law.ts';

test('a HelloRetryRequest is recognised by the digest of its name', (t) => {
  t.deepEqual(
    wire.HELLO_RETRY_REQUEST_RANDOM,
    Uint8Array.from(createHash('sha256').update('HelloRetryRequest').digest()),
  );
});

for (const flight of firstFlights()) {
  test(`the ClientHello of ${flight.name} is read through all layers and written back byte for byte`, (t) => {
    const body = bodyOf(flight);
    const hello = decodeAll(wire.ClientHello, body);
    t.deepEqual(encodeToBytes(wire.ClientHello, hello), body);
    for (const bytes of flight.datagrams) {
      const record = decodeAll(wire.DtlsPlaintext, bytes);
      const { fragmentOffset, fragment, ...handshake } = decodeAll(wire.Handshake, record.fragment);
      const again = encodeToBytes(wire.ClientHello, hello).subarray(fragmentOffset, fragmentOffset + fragment.length);
      const message = encodeToBytes(wire.Handshake, { ...handshake, fragmentOffset, fragment: again });
      t.deepEqual(encodeToBytes(wire.DtlsPlaintext, { ...record, fragment: message }), bytes);
    }
    const unknown = hello.extensions
      .filter((each) => each.kind === 'unknown')
      .map(wire.ClientHelloExtension.extensionType);
    t.deepEqual(unknown, [], 'every extension a browser sends has a type of its own');
    const unnamed = hello.cipherSuites.map(cipherSuiteName).filter((name) => name.startsWith('unknown'));
    t.deepEqual(unnamed, []);
    holdsAround(t, plain(wire.ClientHello), body, { mutations: 500 });
  });
}

test('GREASE of every kind passes through unchanged', (t) => {
  const wide = Array.from({ length: 16 }, (_, index) => 0x0a0a + index * 0x1010);
  const modes = Array.from({ length: 8 }, (_, index) => 0x0b + index * 0x1f);
  const hello: wire.ClientHello = {
    legacyVersion: ProtocolVersion.dtls1_2,
    random: new Uint8Array(32),
    legacySessionId: new Uint8Array(0),
    legacyCookie: new Uint8Array(0),
    cipherSuites: wide,
    legacyCompressionMethods: Uint8Array.of(0),
    extensions: [
      ...wide.map((extensionType, index): wire.ClientHelloExtension => {
        return { kind: 'unknown', extensionType, extensionData: Uint8Array.from({ length: index % 3 }, () => 0) };
      }),
      { kind: 'supported_groups', extensionData: { namedGroupList: wide } },
      { kind: 'signature_algorithms', extensionData: { supportedSignatureAlgorithms: wide } },
      { kind: 'supported_versions', extensionData: { versions: wide } },
      { kind: 'psk_key_exchange_modes', extensionData: { keModes: modes } },
      {
        kind: 'key_share',
        extensionData: { clientShares: wide.map((group) => ({ group, keyExchange: Uint8Array.of(0) })) },
      },
      {
        kind: 'application_layer_protocol_negotiation',
        extensionData: { protocolNameList: wide.map((each) => ({ name: Uint8Array.of(each >> 8, each & 0xff) })) },
      },
    ],
  };
  const bytes = encodeToBytes(wire.ClientHello, hello);
  const back = decodeAll(wire.ClientHello, bytes);
  t.deepEqual(back, hello);
  t.deepEqual(encodeToBytes(wire.ClientHello, back), bytes);
  const retry: wire.HelloRetryRequest = {
    legacyVersion: ProtocolVersion.dtls1_2,
    legacySessionIdEcho: new Uint8Array(0),
    cipherSuite: CipherSuite.TLS_AES_128_GCM_SHA256,
    extensions: wide.map((extensionType) => ({ kind: 'unknown', extensionType, extensionData: Uint8Array.of(1) })),
  };
  t.deepEqual(decodeAll(wire.HelloRetryRequest, encodeToBytes(wire.HelloRetryRequest, retry)), retry);
});

test('a HelloRetryRequest is recognised only by its random', (t) => {
  const retry = encodeToBytes(wire.HelloRetryRequest, {
    legacyVersion: ProtocolVersion.dtls1_2,
    legacySessionIdEcho: new Uint8Array(0),
    cipherSuite: CipherSuite.TLS_AES_128_GCM_SHA256,
    extensions: [{ kind: 'cookie', extensionData: { cookie: Uint8Array.of(1, 2) } }],
  });
  t.deepEqual(retry.subarray(2, 34), wire.HELLO_RETRY_REQUEST_RANDOM);
  retry[33] = (retry[33] ?? 0) ^ 1;
  const error = t.throws(() => decodeAll(wire.HelloRetryRequest, retry), { instanceOf: WireError });
  t.is(error.field, 'HelloRetryRequest.random');
  t.is(error.code, 'ERR_WIRE_ILLEGAL_VALUE');
});

test('a protected record is read with connection ids of every length', (t) => {
  for (let length = 0; length <= 255; length++) {
    const record: wire.DtlsCiphertext = {
      unifiedHdr: {
        hasSequenceNumber16: true,
        epochBits: 3,
        connectionId: new Uint8Array(length).fill(7),
        sequenceNumber8: undefined,
        sequenceNumber16: 0xabcd,
        length: 20,
      },
      encryptedRecord: new Uint8Array(20).fill(9),
    };
    const bytes = encodeToBytes(wire.DtlsCiphertext, record);
    t.is(bytes.length, 1 + length + 4 + 20);
    t.deepEqual(decodeAll(wire.DtlsCiphertext, bytes, length), record);
    t.throws(() => decodeAll(wire.DtlsCiphertext, bytes, length + 1), { instanceOf: WireError });
  }
});

test('errors name the field in the spelling of its RFC', (t) => {
  const bytes = encodeToBytes(wire.EncryptedExtension, {
    kind: 'unknown',
    extensionType: 1,
    extensionData: Uint8Array.of(1, 2, 3),
  });
  const cut = t.throws(() => decodeAll(wire.EncryptedExtension, bytes.subarray(0, 6)), { instanceOf: WireError });
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
  const twice = { extensionType: 0x0a0a, extensionData: Uint8Array.of() };
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

test('an unknown extension cannot have a type that is defined here', (t) => {
  const value: wire.ServerHelloExtension = { kind: 'unknown', extensionType: 43, extensionData: Uint8Array.of(3, 4) };
  t.throws(() => wire.ServerHelloExtension.validate(value), { code: 'ERR_WIRE_ILLEGAL_VALUE' });
  t.is(
    wire.ServerHelloExtension.extensionType({ kind: 'supported_versions', extensionData: { selectedVersion: 0 } }),
    43,
  );
});

test('values that are not numbers, or too large, are refused before any byte is written', (t) => {
  for (const level of [256, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    t.throws(() => wire.Alert.validate({ level, description: 0 }), { code: 'ERR_WIRE_RANGE' });
  }
  for (const epoch of [2 ** 53, -1, 0.5, Number.NaN]) {
    t.throws(() => wire.RecordNumber.validate({ epoch, sequenceNumber: 0 }), { code: 'ERR_WIRE_RANGE' });
  }
  t.throws(() => wire.RecordNumber.validate({ epoch: 2 ** 48, sequenceNumber: 0 }), { code: 'ERR_WIRE_ILLEGAL_VALUE' });
});

test('validate and encode both refuse a list whose total length is too large', (t) => {
  const extensionData = new Uint8Array(40_000);
  const value: wire.EncryptedExtensions = {
    extensions: [1000, 1001].map((extensionType) => ({ kind: 'unknown', extensionType, extensionData })),
  };
  const expected = { code: 'ERR_WIRE_RANGE', message: /EncryptedExtensions\.extensions: 80008 is not in 0\.\.65535/ };
  t.throws(() => wire.EncryptedExtensions.validate(value), expected);
  t.throws(() => encodeToBytes(wire.EncryptedExtensions, value), expected);
});

test('decodeInto fills the same object again and clears its previous fields', (t) => {
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

test('a list of sixteen thousand extensions is read in the same way as a short one', (t) => {
  const count = 16_000;
  const bytes = new Uint8Array(2 + count * 4);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, count * 4);
  for (let index = 0; index < count; index++) view.setUint16(2 + index * 4, 1000 + index);
  t.is(holdsFor(t, plain(wire.EncryptedExtensions), bytes), undefined);
});

/** Bytes that an RFC forbids, with the field in the error. */
const forbidden: readonly (readonly [what: string, codec: Codec<unknown>, hex: string, code: string, field: string])[] =
  [
    [
      'a record size limit below 64',
      wire.RecordSizeLimit,
      '003f',
      'ILLEGAL_VALUE',
      'RecordSizeLimit.record_size_limit',
    ],
    ['a KeyUpdate with another request_update', wire.KeyUpdate, '02', 'ILLEGAL_VALUE', 'KeyUpdate.request_update'],
    ['an empty cookie', wire.Cookie, '0000', 'RANGE', 'Cookie.cookie'],
    ['a list of no protocol names', wire.ProtocolNameList, '0000', 'RANGE', 'ProtocolNameList.protocol_name_list'],
    ['an empty protocol name', wire.ProtocolNameList, '00020000', 'RANGE', 'ProtocolName.name'],
    [
      'two selected protocols',
      wire.SelectedProtocolName,
      '000401610162',
      'TRAILING',
      'ProtocolNameList.protocol_name_list',
    ],
    ['no selected protocol', wire.SelectedProtocolName, '0000', 'TRUNCATED', 'ProtocolName.name'],
    ['no SRTP profile', wire.UseSrtpData, '000000', 'RANGE', 'UseSRTPData.SRTPProtectionProfiles'],
    ['half an SRTP profile', wire.UseSrtpData, '000300010000', 'TRUNCATED', 'UseSRTPData.SRTPProtectionProfiles'],
    ['no PSK mode', wire.PskKeyExchangeModes, '00', 'RANGE', 'PskKeyExchangeModes.ke_modes'],
    [
      'no compression',
      wire.CertificateCompressionAlgorithms,
      '00',
      'RANGE',
      'CertificateCompressionAlgorithms.algorithms',
    ],
    ['an empty ticket', wire.NewSessionTicket, '0000000000000000000000', 'RANGE', 'NewSessionTicket.ticket'],
    ['an empty name of an authority', wire.CertificateAuthorities, '0003000000', 'RANGE', 'DistinguishedName.name'],
    ['an empty SCT', wire.SignedCertificateTimestampList, '0003000000', 'RANGE', 'SerializedSCT.sct'],
    [
      'data in an extension that has none',
      wire.ClientHelloExtension,
      '0017000100',
      'TRAILING',
      'Extension.extension_data',
    ],
    [
      'a record of another epoch in the clear',
      wire.DtlsPlaintext,
      '16fefd00010000000000000000',
      'ILLEGAL_VALUE',
      'DTLSPlaintext.epoch',
    ],
  ];

for (const [what, codec, hex, code, field] of forbidden) {
  test(`${what} is refused with the field that forbids it`, (t) => {
    const bytes = Uint8Array.from(Buffer.from(hex, 'hex'));
    const error = t.throws(() => decodeAll(codec, bytes), { instanceOf: WireError });
    t.deepEqual([error.code, error.field], [`ERR_WIRE_${code}`, field]);
  });
}
