import test from 'ava';
import { CipherSuite } from '../../../generated/dtls13/registries/cipher-suite.ts';
import { ExtensionType } from '../../../generated/dtls13/registries/extension-type.ts';
import { NamedGroup } from '../../../generated/dtls13/registries/named-group.ts';
import { ClientHello } from '../../../generated/dtls13/wire/client-hello.ts';
import { ClientHelloExtension } from '../../../generated/dtls13/wire/client-hello-extension.ts';
import { DtlsPlaintext } from '../../../generated/dtls13/wire/dtls-plaintext.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { HelloRetryRequest } from '../../../generated/dtls13/wire/hello-retry-request.ts';
import { ServerHello } from '../../../generated/dtls13/wire/server-hello.ts';
import { createConnection } from '../../../runtime/dtls13/index.ts';
import { type SimulatedPair, simulatePair } from '../../../runtime/testing/index.ts';
import { decodeAll, Reader } from '../../../runtime/wire/index.ts';
import { classicalProvider } from '../classical-provider.ts';
import { tamper } from '../hostile/tampering.ts';
import { keyLoggedPair } from '../keyed-peer.ts';
import { sentFragments, sentRecords } from '../sent-traffic.ts';

type Options = Parameters<typeof keyLoggedPair>[1];

/** The bodies of the unprotected messages of a side, in order. They are not fragmented here. */
function hellosOf(pair: SimulatedPair, from: 'client' | 'server'): readonly Uint8Array[] {
  const records = sentRecords(pair).filter(({ epoch }) => epoch === 0);
  return sentFragments(records)
    .filter(({ record }) => record.from === from)
    .map(({ fragment }) => fragment);
}

/** The first ClientHello, in one datagram or in several. */
function sentHello(pair: SimulatedPair): ClientHello {
  const parts = pair.network.datagrams.map(({ bytes }) => {
    return Handshake.decode(new Reader(DtlsPlaintext.decode(new Reader(bytes)).fragment)).fragment;
  });
  return decodeAll(ClientHello, Buffer.concat(parts));
}

function pairOf(options: Options = {}): SimulatedPair {
  const pair = keyLoggedPair({ maxDatagramSize: 4000, cipherSuites: ['TLS_AES_128_GCM_SHA256'] }, options);
  pair.network.advance(1000);
  return pair;
}

const always = { listener: { cookies: 'always' } } as const;

for (const [name, index] of [
  ['a first ClientHello', 0],
  ['a second ClientHello', 1],
] as const) {
  test(`${name} has version fe fd, no session id, no legacy_cookie and no compression`, (t) => {
    const hello = Buffer.from(hellosOf(pairOf(always), 'client')[index] ?? []);
    t.deepEqual([...hello.subarray(0, 2)], [0xfe, 0xfd]);
    t.deepEqual([...hello.subarray(34, 36)], [0, 0]);
    const compression = 36 + 2 + hello.readUInt16BE(36);
    t.deepEqual([...hello.subarray(compression, compression + 2)], [1, 0]);
    // Extensions that leave bytes over would not decode.
    t.notThrows(() => decodeAll(ClientHello, hello));
  });
}

test('a ClientHello offers version fe fc only, and what a handshake with certificates requires', (t) => {
  const { extensions } = decodeAll(ClientHello, hellosOf(pairOf(), 'client')[0] ?? new Uint8Array());
  const versions = extensions.find((extension) => extension.kind === 'supported_versions');
  t.deepEqual(versions?.extensionData.versions, [0xfefc]);
  const types = extensions.map(ClientHelloExtension.extensionType);
  for (const required of [
    ExtensionType.supported_groups,
    ExtensionType.key_share,
    ExtensionType.signature_algorithms,
    ExtensionType.signature_algorithms_cert,
    ExtensionType.server_name,
  ]) {
    t.true(types.includes(required));
  }
  t.is(new Set(types).size, types.length);
});

test('a ClientHello has no extension for what is not supported', (t) => {
  const { extensions } = decodeAll(ClientHello, hellosOf(pairOf(), 'client')[0] ?? new Uint8Array());
  const types = extensions.map(ClientHelloExtension.extensionType);
  const truncatedHmac = 4;
  const certificateTypeOfTls12 = 9;
  for (const unsupported of [
    truncatedHmac,
    certificateTypeOfTls12,
    ExtensionType.status_request,
    17,
    ExtensionType.client_certificate_type,
    ExtensionType.server_certificate_type,
    ExtensionType.pre_shared_key,
    ExtensionType.early_data,
    ExtensionType.post_handshake_auth,
    53,
  ]) {
    t.false(types.includes(unsupported), `${unsupported}`);
  }
});

test('a ClientHello lists no signature scheme with MD5, SHA-1, SHA-224 or DSA', (t) => {
  const { extensions } = decodeAll(ClientHello, hellosOf(pairOf(), 'client')[0] ?? new Uint8Array());
  for (const kind of ['signature_algorithms', 'signature_algorithms_cert'] as const) {
    const extension = extensions.find((each) => each.kind === kind);
    const schemes = extension?.kind === kind ? extension.extensionData.supportedSignatureAlgorithms : [];
    t.true(schemes.length > 0);
    t.is(new Set(schemes).size, schemes.length);
    // Below 0x0400 the first byte is a retired hash; the second byte 2 is DSA.
    t.deepEqual(
      schemes.filter((scheme) => scheme < 0x0400 || (scheme < 0x0700 && (scheme & 0xff) === 2)),
      [],
    );
  }
});

test('every byte of the Random of a ServerHello is random, and independent of the Random of the client', (t) => {
  const pairs = Array.from({ length: 6 }, () => pairOf({ listener: { cookies: 'never' } }));
  const randoms = pairs.map((pair) => {
    const [client, server] = [hellosOf(pair, 'client')[0], hellosOf(pair, 'server')[0]];
    // Five equal bytes in a row are no coincidence.
    const theirs = Buffer.from(decodeAll(ClientHello, client ?? new Uint8Array()).random);
    const ours = Buffer.from(decodeAll(ServerHello, server ?? new Uint8Array()).random);
    for (let at = 0; at + 5 <= 32; at++) t.false(theirs.includes(ours.subarray(at, at + 5)), `${at}`);
    return ours;
  });
  for (let at = 0; at < 32; at++) t.true(new Set(randoms.map((random) => random[at])).size > 1, `byte ${at}`);
});

test('a ClientHello lists no group twice, and none that is obsolete', (t) => {
  const { extensions } = decodeAll(ClientHello, hellosOf(pairOf(), 'client')[0] ?? new Uint8Array());
  const groups =
    extensions.find((extension) => extension.kind === 'supported_groups')?.extensionData.namedGroupList ?? [];
  t.true(groups.length > 1);
  t.is(new Set(groups).size, groups.length);
  // Obsolete are 1 to 0x16, 0x1a to 0x1c and 0xff01 to 0xff02.
  t.deepEqual(
    groups.filter((group) => group < 0x17 || (group >= 0x1a && group <= 0x1c) || group >= 0xff01),
    [],
  );
});

test('a cipher suite with a short tag is offered and accepted only where an option names it', (t) => {
  const short = { cipherSuites: ['TLS_AES_128_CCM_8_SHA256'] };
  const pairOf = (options: Options) =>
    simulatePair({ clientProvider: classicalProvider, serverProvider: classicalProvider, ...options });
  const hello = sentHello(pairOf({}));
  t.true(hello.cipherSuites.includes(CipherSuite.TLS_AES_128_CCM_SHA256));
  t.false(hello.cipherSuites.includes(CipherSuite.TLS_AES_128_CCM_8_SHA256));
  t.deepEqual(sentHello(pairOf({ connection: short })).cipherSuites, [CipherSuite.TLS_AES_128_CCM_8_SHA256]);
  t.false(pairOf({ connection: short }).handshake());
  t.true(pairOf({ connection: short, listener: short }).handshake());
});

test('key shares are of offered groups, in their order, one for each, with unrelated keys', (t) => {
  const groups = ['secp384r1', 'x25519', 'secp256r1'] as const;
  const options = { connection: { groups, keyShares: ['x25519', 'secp256r1'] } } as const;
  const shares = [0, 1].map(() => {
    const { extensions } = decodeAll(ClientHello, hellosOf(pairOf(options), 'client')[0] ?? new Uint8Array());
    const offered = extensions.find((extension) => extension.kind === 'supported_groups');
    t.deepEqual(offered?.extensionData.namedGroupList, [NamedGroup.secp384r1, NamedGroup.x25519, NamedGroup.secp256r1]);
    return extensions.find((extension) => extension.kind === 'key_share')?.extensionData.clientShares ?? [];
  });
  for (const each of shares)
    t.deepEqual(
      each.map(({ group }) => group),
      [NamedGroup.x25519, NamedGroup.secp256r1],
    );
  const keys = shares.flat().map(({ keyExchange }) => Buffer.from(keyExchange).toString('hex'));
  t.is(new Set(keys).size, 4);
  t.false(keys.some((key, index) => keys.some((other, place) => place !== index && other.includes(key.slice(2)))));
});

test('a second ClientHello has the one key share that was requested', (t) => {
  const options = { connection: { keyShares: ['x25519'] }, listener: { groups: ['secp256r1'] } } as const;
  const [first, second] = hellosOf(pairOf(options), 'client').map((body) => {
    const { extensions } = decodeAll(ClientHello, body);
    return extensions.find((extension) => extension.kind === 'key_share')?.extensionData.clientShares;
  });
  t.deepEqual(
    first?.map(({ group }) => group),
    [NamedGroup.x25519],
  );
  t.deepEqual(
    second?.map(({ group }) => group),
    [NamedGroup.secp256r1],
  );
});

test('a client that connects again sends neither the cookie nor a key share of the connection before', (t) => {
  const pair = pairOf(always);
  t.true(pair.handshake());
  const { clientHost, network } = pair;
  const path = clientHost.path('server');
  const again = createConnection({ host: clientHost, provider: classicalProvider, path }, network.now);
  clientHost.attach(again);
  const [first, , fresh] = hellosOf(pair, 'client').map((body) => decodeAll(ClientHello, body));
  t.false(fresh?.extensions.some(({ kind }) => kind === 'cookie'));
  const keyOf = (hello: ClientHello | undefined) =>
    hello?.extensions.find((extension) => extension.kind === 'key_share')?.extensionData.clientShares[0]?.keyExchange;
  t.notDeepEqual(keyOf(fresh), keyOf(first));
  t.notDeepEqual(fresh?.random, first?.random);
});

test('a ServerHello has version fe fd, no session id and no compression, whatever session id was offered', (t) => {
  for (const legacySessionId of [new Uint8Array(0), new Uint8Array(32).fill(7)]) {
    for (const cookies of ['never', 'always'] as const) {
      const pair = keyLoggedPair({ maxDatagramSize: 4000 }, { listener: { cookies } });
      tamper(pair.serverHost, ClientHello, (hello) => ({ ...hello, legacySessionId }));
      pair.network.run(() => pair.network.datagrams.some(({ from }) => from === 'server'));
      const answer = pair.network.datagrams.find(({ from }) => from === 'server')?.bytes ?? new Uint8Array();
      // 13 bytes of the record's header and 12 of the message's, then the fields of ServerHello or HelloRetryRequest.
      t.is(answer[13], 2);
      t.deepEqual([...answer.subarray(25, 27)], [0xfe, 0xfd]);
      t.is(answer[25 + 34], 0, 'legacy_session_id_echo');
      t.is(answer[25 + 34 + 1 + 2], 0, 'legacy_compression_method');
    }
  }
});

test('a ServerHello has the selected version and a share of a group that the client sent a share for, and no more', (t) => {
  const options = { connection: { keyShares: ['x25519', 'secp256r1'] }, listener: { cookies: 'never' } } as const;
  const pairs = [pairOf(options), pairOf(options)];
  const hellos = pairs.map((pair) => decodeAll(ServerHello, hellosOf(pair, 'server')[0] ?? new Uint8Array()));
  for (const { extensions } of hellos) {
    t.deepEqual(
      extensions.map(({ kind }) => kind),
      ['supported_versions', 'key_share'],
    );
    const versions = extensions.find((extension) => extension.kind === 'supported_versions');
    t.is(versions?.extensionData.selectedVersion, 0xfefc);
    const share = extensions.find((extension) => extension.kind === 'key_share')?.extensionData.serverShare;
    t.true(share?.group === NamedGroup.x25519 || share?.group === NamedGroup.secp256r1);
  }
  const [a, b] = hellos.map(({ random }) => Buffer.from(random).toString('hex'));
  const client = decodeAll(ClientHello, hellosOf(pairs[0] as SimulatedPair, 'client')[0] ?? new Uint8Array());
  t.not(a, b);
  t.not(a, Buffer.from(client.random).toString('hex'));
  // The marks of a downgrade.
  for (const random of [a, b]) t.notRegex(random ?? '', /444f574e475244(?:00|01)$/);
  const [first, second] = hellos.map(
    ({ extensions }) => extensions.find((extension) => extension.kind === 'key_share')?.extensionData.serverShare,
  );
  t.notDeepEqual(first?.keyExchange, second?.keyExchange);
});

test('a HelloRetryRequest has the selected version, which the ServerHello repeats, and what the client must change', (t) => {
  const missing = { keyShares: ['x25519'] } as const;
  for (const [options, expected] of [
    [{ listener: { cookies: 'always' } }, ['supported_versions', 'cookie']],
    [
      { connection: missing, listener: { groups: ['secp256r1'], cookies: 'always' } },
      ['supported_versions', 'key_share', 'cookie'],
    ],
  ] as const) {
    const [retry, hello] = hellosOf(pairOf(options), 'server');
    const { extensions } = decodeAll(HelloRetryRequest, retry ?? new Uint8Array());
    t.deepEqual(extensions.map(({ kind }) => kind).toSorted(), [...expected].toSorted());
    const versions = extensions.find((extension) => extension.kind === 'supported_versions');
    t.is(versions?.extensionData.selectedVersion, 0xfefc);
    const answer = decodeAll(ServerHello, hello ?? new Uint8Array());
    const selected = answer.extensions.find((extension) => extension.kind === 'supported_versions');
    t.is(selected?.extensionData.selectedVersion, 0xfefc);
  }
});

test('the clients of two connections have different randoms', (t) => {
  const randoms = [0, 1].map(() => {
    const pair = simulatePair({ clientProvider: classicalProvider, serverProvider: classicalProvider });
    return Buffer.from(pair.network.datagrams[0]?.bytes.subarray(27, 59) ?? []).toString('hex');
  });
  t.not(randoms[0], randoms[1]);
});
