import test from 'ava';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { NamedGroup } from '../../../generated/dtls13/registries/named-group.ts';
import { ClientHello } from '../../../generated/dtls13/wire/client-hello.ts';
import { EncryptedExtensions } from '../../../generated/dtls13/wire/encrypted-extensions.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { ServerHello } from '../../../generated/dtls13/wire/server-hello.ts';
import type { CryptoProvider, GroupName } from '../../../runtime/crypto/index.ts';
import { createPortableProvider } from '../../../runtime/crypto/portable/index.ts';
import { mlKem } from '../../../runtime/crypto/post-quantum/index.ts';
import { clientHandshakeConfig } from '../../../runtime/dtls13/options/connection-options.ts';
import { ReadEpoch } from '../../../runtime/dtls13/record/epoch.ts';
import { RecordReader } from '../../../runtime/dtls13/record/record-reader.ts';
import { createCounters } from '../../../runtime/dtls13/statistics.ts';
import { type PairOptions, type SimulatedPair, simulatePair } from '../../../runtime/testing/index.ts';
import { decodeAll, Reader } from '../../../runtime/wire/index.ts';
import { createTestProvider } from '../../net/host-under-test.ts';
import { endOf, tamper } from '../hostile/tampering.ts';
import { protectionOf } from '../keyed-peer.ts';
import { refusalBy } from '../refusal.ts';

const tested = createTestProvider({ mlKem });
const portable = createPortableProvider({ mlKem });
const { groups } = tested.capabilities;

function pairOf(options: Partial<PairOptions>, provider: CryptoProvider = tested): SimulatedPair {
  return simulatePair({ clientProvider: provider, serverProvider: provider, ...options });
}

/** What both sides report. */
function negotiated({ clientHost, serverHost }: SimulatedPair) {
  return [clientHost, serverHost].map(({ events }) => {
    const found = events.map(({ event }) => event).find(({ kind }) => kind === 'secure');
    return found?.kind === 'secure' ? found : undefined;
  });
}

/** The client's datagrams before the server's answer. */
function firstFlight({ network }: SimulatedPair): Uint8Array[] {
  const sent = network.datagrams;
  const answer = sent.findIndex(({ from }) => from === 'server');
  return sent.slice(0, answer).map(({ bytes }) => bytes);
}

for (const [clientProvider, serverProvider] of [
  [tested, portable],
  [portable, tested],
] as const) {
  const direction = `${clientProvider.name} to ${serverProvider.name}`;
  for (const group of groups) {
    test(`${direction}: a handshake with ${group} in datagrams of 256 bytes, after a cookie`, (t) => {
      const endpoint = { groups: [group], maxDatagramSize: 256 };
      const pair = pairOf({ clientProvider, serverProvider, endpoint });
      t.true(pair.handshake());
      for (const event of negotiated(pair)) t.like(event, { group, helloRetry: true });
      t.true(pair.network.datagrams.every(({ bytes }) => bytes.length <= 256));
    });
  }
}

test('by default the client offers X25519MLKEM768 first, with a share of X25519 beside its own', (t) => {
  const host = { address: () => new Uint8Array(0) };
  const configOf = (provider: CryptoProvider, more: { groups?: readonly GroupName[] } = {}) =>
    clientHandshakeConfig({ provider, host, path: 0, ...more });
  t.like(configOf(tested), {
    groups: ['X25519MLKEM768', 'x25519', 'secp256r1', 'secp384r1'],
    keyShares: ['X25519MLKEM768', 'x25519'],
  });
  t.like(configOf(createPortableProvider()), { groups: ['x25519', 'secp256r1', 'secp384r1'], keyShares: ['x25519'] });
  t.deepEqual(configOf(tested, { groups: ['SecP256r1MLKEM768'] }).keyShares, ['SecP256r1MLKEM768']);
  t.deepEqual(configOf(tested, { groups: ['secp256r1', 'X25519MLKEM768'] }).keyShares, ['secp256r1']);
  t.deepEqual(configOf(tested, { groups: ['SecP384r1MLKEM1024', 'X25519MLKEM768', 'secp384r1'] }).keyShares, [
    'SecP384r1MLKEM1024',
    'secp384r1',
  ]);
  t.deepEqual(configOf({ ...tested, capabilities: { ...tested.capabilities, groups: ['x448'] } }).groups, ['x448']);
});

test('the default ClientHello takes two datagrams, which a server without state reassembles', (t) => {
  const pair = pairOf({});
  t.true(pair.handshake());
  for (const event of negotiated(pair)) t.like(event, { group: 'X25519MLKEM768', helloRetry: true });
  const lengths = firstFlight(pair).map(({ length }) => length);
  t.is(lengths.length, 2);
  t.is(lengths[0], 1200);
  const single = pairOf({ endpoint: { maxDatagramSize: 1472 } });
  t.true(single.handshake());
  t.is(firstFlight(single).length, 1, 'it fits the path of Ethernet');
});

test('a server prefers a hybrid without a share to a curve with one, as the choice protects from quantum computers', (t) => {
  const connection = { keyShares: ['x25519'] as const };
  const pair = pairOf({ connection, listener: { cookies: 'never' } });
  t.true(pair.handshake());
  for (const event of negotiated(pair)) t.like(event, { group: 'X25519MLKEM768', helloRetry: true });
  const hybrids = ['X25519MLKEM768', 'SecP256r1MLKEM768', 'x25519'] as const;
  const among = pairOf({
    endpoint: { groups: hybrids },
    connection: { keyShares: ['SecP256r1MLKEM768'] },
    listener: { cookies: 'never' },
  });
  t.true(among.handshake());
  for (const event of negotiated(among)) t.like(event, { group: 'SecP256r1MLKEM768', helloRetry: false });
  const preferred = pairOf({ connection, listener: { cookies: 'never', groups: ['x25519', 'X25519MLKEM768'] } });
  t.true(preferred.handshake());
  for (const event of negotiated(preferred)) t.like(event, { group: 'x25519', helloRetry: false });
});

test('a server without ML-KEM takes the second share of the client', (t) => {
  const pair = pairOf({ serverProvider: createPortableProvider(), listener: { cookies: 'never' } });
  t.true(pair.handshake());
  for (const event of negotiated(pair)) t.like(event, { group: 'x25519', helloRetry: false });
});

interface Parts {
  /** From the end where it is negative. */
  readonly ecdhe: number;
  readonly ecdheLength: number;
  readonly mlKem: number;
}

/** Where the parts of a share begin: RFC 10024. */
const PARTS: Readonly<Partial<Record<GroupName, Parts>>> = {
  X25519MLKEM768: { mlKem: 0, ecdhe: -32, ecdheLength: 32 },
  SecP256r1MLKEM768: { ecdhe: 0, ecdheLength: 65, mlKem: 65 },
  SecP384r1MLKEM1024: { ecdhe: 0, ecdheLength: 97, mlKem: 97 },
};

type Change = (share: Uint8Array) => Uint8Array;

/** Changes of a share that make it invalid: of both sides, and of the client alone. */
function invalidShares(group: GroupName): readonly (readonly [what: string, change: Change, clientOnly?: true])[] {
  const { ecdhe = 0, ecdheLength, mlKem: encapsulationKey } = PARTS[group] ?? {};
  const isPoint = !/x25519|x448/i.test(group);
  const point: Change = (share) => {
    const at = ecdhe < 0 ? share.length + ecdhe : ecdhe;
    const length = ecdheLength ?? share.length;
    return share.fill(isPoint ? 0xff : 0, at + (isPoint ? 1 : 0), at + length);
  };
  return [
    ['of one byte', () => Uint8Array.of(4)],
    ['that is a byte too short', (share) => share.subarray(1)],
    ['that is a byte too long', (share) => Uint8Array.from([...share, 0])],
    [isPoint ? 'that is not on the curve' : 'that gives an all-zero secret', point],
    ...(encapsulationKey === undefined
      ? []
      : [
          [
            'with a coefficient that is not reduced',
            (share: Uint8Array) => share.fill(0xff, encapsulationKey, encapsulationKey + 2),
            true,
          ] as const,
        ]),
  ];
}

for (const provider of [tested, portable]) {
  for (const group of groups) {
    for (const [what, change, clientOnly] of invalidShares(group)) {
      const endpoint = { groups: [group], maxDatagramSize: 6000 };
      const changed = (keyExchange: Uint8Array) => change(keyExchange.slice());

      test(`${provider.name}: a server refuses a ${group} share ${what} with illegal_parameter`, (t) => {
        const pair = pairOf({ endpoint, listener: { cookies: 'never' } }, provider);
        tamper(pair.serverHost, ClientHello, (hello) => ({
          ...hello,
          extensions: hello.extensions.map((extension) => {
            if (extension.kind !== 'key_share') return extension;
            const clientShares = extension.extensionData.clientShares.map((share) => ({
              ...share,
              keyExchange: changed(share.keyExchange),
            }));
            return { ...extension, extensionData: { clientShares } };
          }),
        }));
        t.false(pair.handshake());
        pair.network.advance(100);
        t.is(endOf(pair.clientHost), 'ERR_DTLS_ALERT_ILLEGAL_PARAMETER');
        t.is(pair.listener.size, 0);
      });

      if (clientOnly) continue;
      test(`${provider.name}: a client refuses a ${group} share ${what} with illegal_parameter`, (t) => {
        const pair = pairOf({ endpoint, listener: { cookies: 'never' } }, provider);
        tamper(pair.clientHost, ServerHello, (hello) => ({
          ...hello,
          extensions: hello.extensions.map((extension) => {
            if (extension.kind !== 'key_share') return extension;
            const { serverShare } = extension.extensionData;
            t.is(serverShare.group, NamedGroup[group]);
            return {
              ...extension,
              extensionData: { serverShare: { ...serverShare, keyExchange: changed(serverShare.keyExchange) } },
            };
          }),
        }));
        t.false(pair.handshake());
        t.is(refusalBy(pair, 'client'), 'illegal_parameter');
      });
    }
  }
}

test('the length of a share is checked before a provider gets it', (t) => {
  const lenient: CryptoProvider = {
    ...tested,
    generateKeyPair: (group) => ({ ...tested.generateKeyPair(group), group, agree: () => new Uint8Array(32).fill(1) }),
    respond: () => ({ share: new Uint8Array(31).fill(1), secret: new Uint8Array(32).fill(1) }),
  };
  const endpoint = { groups: ['x25519'] as const };
  const long = pairOf({ endpoint, listener: { cookies: 'never' } }, lenient);
  tamper(long.serverHost, ClientHello, (hello) => ({
    ...hello,
    extensions: hello.extensions.map((extension) =>
      extension.kind === 'key_share'
        ? {
            ...extension,
            extensionData: { clientShares: [{ group: NamedGroup.x25519, keyExchange: new Uint8Array(33).fill(1) }] },
          }
        : extension,
    ),
  }));
  t.false(long.handshake());
  long.network.advance(100);
  t.is(endOf(long.clientHost), 'ERR_DTLS_ALERT_ILLEGAL_PARAMETER');
  const short = pairOf({ endpoint, listener: { cookies: 'never' } }, lenient);
  t.false(short.handshake());
  t.is(endOf(short.clientHost), 'ERR_DTLS_PEER_ILLEGAL_PARAMETER');
});

/** EncryptedExtensions of the server of a pair that logs its keys. */
function encryptedExtensions(pair: SimulatedPair): EncryptedExtensions {
  let found: EncryptedExtensions | undefined;
  const reader = new RecordReader(
    {
      record(contentType, epoch, _sequence, slab, at, length) {
        if (contentType !== ContentType.handshake || epoch !== 2) return;
        const { messageSeq, fragment } = Handshake.decode(new Reader().reset(slab, at, at + length));
        if (messageSeq === 1) found = decodeAll(EncryptedExtensions, fragment);
      },
      earlyRecord() {},
      recordTooLong() {},
      forgeryLimitReached() {},
    },
    createCounters(),
  );
  reader.epochs.install(new ReadEpoch(2, protectionOf(pair, 'server', 2), 256));
  for (const { from, bytes } of pair.network.datagrams) {
    if (from === 'server') reader.receive(bytes.slice(), 0, bytes.length);
  }
  if (found === undefined) throw new RangeError('the server sent no EncryptedExtensions');
  return found;
}

test('a server whose preferred group the client does not offer sends all its groups in EncryptedExtensions', (t) => {
  for (const [ours, expected] of [
    [
      ['secp384r1', 'x25519', 'x448'],
      [NamedGroup.secp384r1, NamedGroup.x25519, NamedGroup.x448],
    ],
    [['x25519', 'secp384r1'], undefined],
  ] as const) {
    const pair = pairOf({
      endpoint: { keylog: true },
      listener: { groups: ours, cookies: 'never' },
      connection: { groups: ['x25519', 'secp256r1'] },
    });
    t.true(pair.handshake());
    const list = encryptedExtensions(pair).extensions.find(({ kind }) => kind === 'supported_groups');
    t.deepEqual(list?.kind === 'supported_groups' ? list.extensionData.namedGroupList : undefined, expected);
  }
});

test('a client accepts a server that has one key pair for all handshakes', (t) => {
  const keyPair = tested.generateKeyPair('x25519');
  const serverProvider: CryptoProvider = {
    ...tested,
    respond: (_group, clientShare) => {
      const secret = keyPair.agree(clientShare);
      return secret && { share: keyPair.share, secret };
    },
  };
  for (let count = 0; count < 2; count++) {
    const pair = pairOf({ serverProvider, endpoint: { groups: ['x25519'] } });
    t.true(pair.handshake());
  }
});

test('the share of a hybrid and the share of its curve have unrelated keys', (t) => {
  for (const provider of [tested, portable]) {
    for (const order of [
      ['x25519', 'X25519MLKEM768', 'x25519'],
      ['secp256r1', 'SecP256r1MLKEM768', 'secp256r1'],
    ] as const) {
      const shares = order.map((group) => Buffer.from(provider.generateKeyPair(group).share));
      // The share of the curve is the first or last part of that of the hybrid.
      for (const [at, share] of shares.entries())
        for (const [place, other] of shares.entries())
          t.false(place !== at && other.includes(share), `${provider.name}: ${order[at]} in ${order[place]}`);
    }
  }
});
