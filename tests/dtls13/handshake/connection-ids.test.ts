import test from 'ava';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { ExtensionType } from '../../../generated/dtls13/registries/extension-type.ts';
import { ClientHello } from '../../../generated/dtls13/wire/client-hello.ts';
import type { ClientHelloExtension } from '../../../generated/dtls13/wire/client-hello-extension.ts';
import { DtlsPlaintext } from '../../../generated/dtls13/wire/dtls-plaintext.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { ServerHello } from '../../../generated/dtls13/wire/server-hello.ts';
import type { ServerHelloExtension } from '../../../generated/dtls13/wire/server-hello-extension.ts';
import { UnifiedHeader } from '../../../generated/dtls13/wire/unified-header.ts';
import type { ConnectionIdOptions } from '../../../runtime/dtls13/index.ts';
import type { SimulatedPair } from '../../../runtime/testing/index.ts';
import { type Codec, decodeAll, encodeToBytes, Reader } from '../../../runtime/wire/index.ts';
import { endOf, tamper } from '../hostile/tampering.ts';
import { keyLoggedPair } from '../keyed-peer.ts';

type Side = 'client' | 'server';
type Pair = Parameters<typeof keyLoggedPair>[1] & {};

const NOTHING = new Uint8Array(0);
const lengths = [undefined, 0, 1, 4, 8, 20, 255] as const;
const withLength = (length: number | undefined) => ({
  connectionIds: length === undefined ? undefined : { length, spares: 0 },
});

function pairOf(client: number | undefined, server: number | undefined, more: Pair = {}): SimulatedPair {
  const options = { connection: { ...withLength(client), ...more?.connection } };
  return keyLoggedPair({}, { ...options, listener: { ...withLength(server), ...more?.listener } });
}

/** The connection ids of all protected records of a side, as hexadecimal numbers; `none` where a record has none. */
function sentIds(pair: SimulatedPair, from: Side, length: number): Set<string> {
  const ids = new Set<string>();
  for (const datagram of pair.network.datagrams) {
    if (datagram.from !== from) continue;
    const reader = new Reader(datagram.bytes);
    while (reader.remaining > 0) {
      if ((datagram.bytes[reader.position] as number) >>> 5 !== 1) {
        DtlsPlaintext.decode(reader);
        continue;
      }
      const header = UnifiedHeader.decode(reader, length);
      ids.add(header.connectionId === undefined ? 'none' : Buffer.from(header.connectionId).toString('hex'));
      reader.reserve(header.length as number, 'encrypted_record');
    }
  }
  return ids;
}

/** The first hello of a side that is neither retransmitted nor a fragment. */
function helloOf(pair: SimulatedPair, from: Side, index = 0): Uint8Array {
  const sent = pair.network.datagrams.filter((datagram) => datagram.from === from)[index]?.bytes ?? NOTHING;
  return Handshake.decode(new Reader(DtlsPlaintext.decode(new Reader(sent)).fragment)).fragment;
}

const text = (data: string) => new TextEncoder().encode(data);
const messages = (pair: SimulatedPair, side: Side) =>
  (side === 'client' ? pair.clientHost : pair.serverHost).events.flatMap(({ event }) =>
    event.kind === 'message' ? [new TextDecoder().decode(event.data)] : [],
  );

for (const client of lengths) {
  for (const server of lengths) {
    test(`ids of ${client ?? 'no'} bytes for the client, ${server ?? 'no'} bytes for the server`, (t) => {
      const pair = pairOf(client, server);
      t.true(pair.handshake());
      pair.send('client', text('ping'));
      pair.send('server', text('pong'));
      pair.network.advance(1000);
      t.deepEqual(messages(pair, 'server'), ['ping']);
      t.deepEqual(messages(pair, 'client'), ['pong']);
      const negotiated = client !== undefined && server !== undefined;
      const ids = { client: pair.client.connectionIds, server: pair.server?.connectionIds };
      for (const [from, to, length] of [
        ['client', 'server', negotiated ? server : 0],
        ['server', 'client', negotiated ? client : 0],
      ] as const) {
        if (!negotiated) {
          t.is(ids[from], undefined);
        } else {
          t.is(ids[from]?.peer.length, length);
          t.deepEqual(ids[to]?.own, length === 0 ? [] : [ids[from]?.peer ?? NOTHING]);
          t.true(ids[from]?.returnRoutabilityCheck);
        }
        const expected = length === 0 ? 'none' : Buffer.from(ids[from]?.peer ?? NOTHING).toString('hex');
        t.deepEqual(sentIds(pair, from, length), new Set([expected]), `records of the ${from}`);
      }
      const { discarded } = pair.client.statistics;
      t.is(discarded.missingConnectionId + discarded.unexpectedConnectionId, 0);
    });
  }
}

test('the ids are those of the ClientHello and the ServerHello', (t) => {
  const pair = pairOf(5, 7);
  pair.handshake();
  const { extensions } = decodeAll(ClientHello, helloOf(pair, 'client'));
  const offered = extensions.find(({ kind }) => kind === 'connection_id');
  t.deepEqual(offered, { kind: 'connection_id', extensionData: { cid: pair.server?.connectionIds?.peer ?? NOTHING } });
  t.true(extensions.some(({ kind }) => kind === 'rrc'));
  const hello = decodeAll(ServerHello, helloOf(pair, 'server'));
  const answer = hello.extensions.find(({ kind }) => kind === 'connection_id');
  t.deepEqual(answer, { kind: 'connection_id', extensionData: { cid: pair.client.connectionIds?.peer ?? NOTHING } });
  t.true(hello.extensions.some(({ kind }) => kind === 'rrc'));
});

test('two connections get different ids', (t) => {
  const [first, second] = [pairOf(8, 8), pairOf(8, 8)];
  for (const pair of [first, second]) pair.handshake();
  t.notDeepEqual(first.client.connectionIds?.peer, second.client.connectionIds?.peer);
  t.notDeepEqual(first.client.connectionIds?.own, second.client.connectionIds?.own);
});

test('neither connection ids nor a path check are offered by default', (t) => {
  const pair = keyLoggedPair();
  const { extensions } = decodeAll(ClientHello, helloOf(pair, 'client'));
  t.false(extensions.some(({ kind }) => kind === 'connection_id' || kind === 'rrc'));
});

test('the second ClientHello repeats connection_id and rrc', (t) => {
  const pair = pairOf(4, 4, { listener: { cookies: 'always' } });
  t.true(pair.handshake());
  const [first, second] = [0, 1].map((index) => decodeAll(ClientHello, helloOf(pair, 'client', index)));
  const idOf = (hello: ClientHello | undefined) =>
    hello?.extensions.filter(({ kind }) => kind === 'connection_id' || kind === 'rrc');
  t.is(idOf(first)?.length, 2);
  t.deepEqual(idOf(second), idOf(first));
});

type Change = (extensions: readonly ClientHelloExtension[]) => readonly ClientHelloExtension[];
const without = (kind: string) => (extensions: readonly ClientHelloExtension[]) =>
  extensions.filter((extension) => extension.kind !== kind);
const secondHellos: readonly [what: string, change: Change][] = [
  ['another id', (all) => all.map((each) => (each.kind === 'connection_id' ? idExtension(Uint8Array.of(9)) : each))],
  ['no connection_id', without('connection_id')],
  ['no rrc', without('rrc')],
];

function idExtension(cid: Uint8Array): ClientHelloExtension & ServerHelloExtension {
  return { kind: 'connection_id', extensionData: { cid } };
}

for (const [what, change] of secondHellos) {
  test(`a second ClientHello with ${what} is refused with illegal_parameter`, (t) => {
    const pair = pairOf(4, 4, { listener: { cookies: 'always' } });
    pair.network.run(() => pair.network.datagrams.length === 3);
    tamper(pair.serverHost, ClientHello, (hello) => ({ ...hello, extensions: change(hello.extensions) }));
    pair.network.advance(100);
    t.is(endOf(pair.clientHost), 'ERR_DTLS_ALERT_ILLEGAL_PARAMETER');
    t.is(pair.listener.size, 0);
  });
}

test('a server does not answer rrc without connection_id', (t) => {
  const pair = pairOf(4, 4);
  tamper(pair.serverHost, ClientHello, (hello) => ({
    ...hello,
    extensions: without('connection_id')(hello.extensions),
  }));
  pair.network.advance(100);
  const { extensions } = decodeAll(ServerHello, helloOf(pair, 'server'));
  t.false(extensions.some(({ kind }) => kind === 'connection_id' || kind === 'rrc'));
});

for (const side of ['client', 'server'] as const) {
  test(`a ${side} without path validation negotiates connection ids only`, (t) => {
    const none = { pathValidation: 'none' } as const;
    const pair = pairOf(4, 4, side === 'client' ? { connection: none } : { listener: none });
    t.true(pair.handshake());
    t.false(pair.client.connectionIds?.returnRoutabilityCheck);
    t.false(pair.server?.connectionIds?.returnRoutabilityCheck);
  });
}

for (const extension of [idExtension(Uint8Array.of(1)), { kind: 'rrc' } as const]) {
  test(`a ServerHello with ${extension.kind} that was not offered is refused with unsupported_extension`, (t) => {
    const pair = keyLoggedPair();
    tamper(pair.clientHost, ServerHello, (hello) => ({ ...hello, extensions: [...hello.extensions, extension] }));
    pair.network.advance(100);
    t.is(endOf(pair.clientHost), 'ERR_DTLS_PEER_UNSUPPORTED_EXTENSION');
  });
}

const UNREGISTERED_TYPE = 0xaaaa;

/** The hello with other bytes in one extension, which no encoder would write. */
function damaged<T>(
  codec: Codec<T>,
  hello: T & { readonly extensions: readonly { readonly kind: string }[] },
  kind: string,
  extensionType: number,
  ...bytes: readonly number[]
): Uint8Array {
  const replacement = { kind: 'unknown', extensionType: UNREGISTERED_TYPE, extensionData: Uint8Array.from(bytes) };
  const extensions = hello.extensions.map((each) => (each.kind === kind ? replacement : each));
  const encoded = Buffer.from(encodeToBytes(codec, { ...hello, extensions }));
  // With its length and data: a random value may contain the type.
  const [high, low] = [UNREGISTERED_TYPE >>> 8, UNREGISTERED_TYPE & 0xff];
  encoded.writeUInt16BE(extensionType, encoded.indexOf(Buffer.of(high, low, 0, bytes.length, ...bytes)));
  return encoded;
}

const damagedBodies: readonly [what: string, kind: string, type: number, ...bytes: number[]][] = [
  ['connection_id with a byte after the id', 'connection_id', ExtensionType.connection_id, 1, 9, 9],
  ['connection_id that ends inside the id', 'connection_id', ExtensionType.connection_id, 2, 9],
  ['connection_id without a length', 'connection_id', ExtensionType.connection_id],
  ['rrc that is not empty', 'rrc', ExtensionType.rrc, 0],
];

for (const [what, ...change] of damagedBodies) {
  test(`a ClientHello with a ${what} is refused with decode_error`, (t) => {
    const pair = pairOf(4, 4);
    tamper(pair.serverHost, ClientHello, (hello) => damaged(ClientHello, hello, ...change));
    pair.network.advance(100);
    t.is(endOf(pair.clientHost), 'ERR_DTLS_ALERT_DECODE_ERROR');
  });

  test(`a ServerHello with a ${what} is refused with decode_error`, (t) => {
    const pair = pairOf(4, 4);
    tamper(pair.clientHost, ServerHello, (hello) => damaged(ServerHello, hello, ...change));
    pair.network.advance(100);
    t.is(endOf(pair.clientHost), 'ERR_DTLS_PEER_DECODE_ERROR');
  });
}

test('the deprecated code point 53 does not negotiate connection ids', (t) => {
  const pair = pairOf(4, 4);
  tamper(pair.serverHost, ClientHello, (hello) => ({
    ...hello,
    extensions: [
      ...without('connection_id')(hello.extensions),
      {
        kind: 'unknown' as const,
        extensionType: ExtensionType.connection_id_deprecated,
        extensionData: Uint8Array.of(1, 9),
      },
    ],
  }));
  pair.network.advance(100);
  const { extensions } = decodeAll(ServerHello, helloOf(pair, 'server'));
  t.deepEqual(
    extensions.map(({ kind }) => kind),
    ['supported_versions', 'key_share'],
  );
});

test('a forged ServerHello with another id does not prevent the handshake', (t) => {
  const pair = pairOf(4, 4);
  const { clientHost } = pair;
  const receive = clientHost.receive.bind(clientHost);
  clientHost.receive = (from, datagram) => {
    clientHost.receive = receive;
    const forged = datagram.slice();
    const id = pair.server?.connectionIds?.own[0] ?? NOTHING;
    const at = Buffer.from(forged).indexOf(id);
    t.true(at > 0);
    forged[at] = (forged[at] as number) ^ 1;
    const reader = new Reader(forged);
    DtlsPlaintext.decode(reader);
    receive(from, forged.subarray(0, reader.position));
    receive(from, datagram);
  };
  t.true(pair.handshake());
  t.deepEqual(pair.client.connectionIds?.peer, pair.server?.connectionIds?.own[0]);
});

// The function of the application.

const misbehaviours: readonly [what: string, generate: () => unknown][] = [
  [
    'throws',
    () => {
      throw new RangeError('no ids today');
    },
  ],
  ['returns nothing', () => undefined],
  ['returns text', () => 'abcd'],
  ['returns a promise', () => Promise.resolve(new Uint8Array(4))],
  ['returns an array of numbers', () => [1, 2, 3, 4]],
  ['returns a shorter id', () => new Uint8Array(3)],
  ['returns a longer id', () => new Uint8Array(5)],
];

for (const [what, generate] of misbehaviours) {
  const connectionIds = { length: 4, generate } as ConnectionIdOptions;

  test(`a function for ids that ${what} ends the connection of a client with a typed error`, (t) => {
    const pair = pairOf(4, 4, { connection: { connectionIds } });
    t.is(endOf(pair.clientHost), 'ERR_DTLS_INTERNAL');
    t.deepEqual(
      pair.network.datagrams.map(({ bytes }) => bytes[0]),
      [ContentType.alert],
      'no ClientHello',
    );
  });

  test(`a function for ids that ${what} ends the connection of a server with a typed error`, (t) => {
    const pair = pairOf(4, 4, { listener: { connectionIds } });
    pair.network.advance(100);
    t.is(endOf(pair.serverHost), 'ERR_DTLS_INTERNAL');
    t.is(endOf(pair.clientHost), 'ERR_DTLS_ALERT_INTERNAL_ERROR');
    t.is(pair.listener.size, 0);
  });
}

test('a function for ids may return the same Buffer with other content each time', (t) => {
  const id = Buffer.alloc(4);
  let calls = 0;
  const generate = () => {
    calls += 1;
    id.writeUInt32BE(calls);
    return id;
  };
  const pair = pairOf(4, 4, { listener: { connectionIds: { length: 4, spares: 0, generate } } });
  t.true(pair.handshake());
  pair.client.requestConnectionIds(2, pair.network.now);
  pair.clientHost.drain();
  pair.network.advance(1000);
  t.deepEqual(
    pair.server?.connectionIds?.own,
    [1, 2, 3].map((last) => Uint8Array.of(0, 0, 0, last)),
  );
  t.deepEqual(pair.client.connectionIds?.peer, Uint8Array.of(0, 0, 0, 1));
});

test('an id that the function changes later stays as it was', (t) => {
  const id = Uint8Array.of(1, 2, 3, 4);
  const pair = pairOf(4, 4, { connection: { connectionIds: { length: 4, generate: () => id } } });
  id.fill(0);
  t.true(pair.handshake());
  t.deepEqual(pair.server?.connectionIds?.peer, Uint8Array.of(1, 2, 3, 4));
});
