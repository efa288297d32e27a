import test from 'ava';
import { AlertDescription } from '../../../generated/dtls13/registries/alert-description.ts';
import { AlertLevel } from '../../../generated/dtls13/registries/alert-level.ts';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { ClientHello } from '../../../generated/dtls13/wire/client-hello.ts';
import { DtlsPlaintext } from '../../../generated/dtls13/wire/dtls-plaintext.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { createListener, type ListenerOptions } from '../../../runtime/dtls13/index.ts';
import { ConfigError } from '../../../runtime/errors/config-error.ts';
import { SeededRandom } from '../../../runtime/testing/index.ts';
import { decodeAll, encodeToBytes, Reader } from '../../../runtime/wire/index.ts';
import { classicalProvider } from '../classical-provider.ts';
import { type Client, certificate, DirectPair, manyProtocols } from '../multi-peer-host.ts';

const REFUSED = Uint8Array.of(AlertLevel.fatal, AlertDescription.illegal_parameter);

interface Piece extends Handshake {
  readonly recordNumber: number;
  readonly type: ContentType;
}

/** The only message of an unprotected datagram, or its fragment. */
function opened(datagram: Uint8Array | undefined): Piece {
  const { type, sequenceNumber, fragment } = DtlsPlaintext.decode(new Reader(datagram));
  return { ...decodeAll(Handshake, fragment), recordNumber: sequenceNumber, type };
}

function sealed(piece: Handshake, recordNumber: number): Uint8Array {
  const fragment = encodeToBytes(Handshake, piece);
  const type = ContentType.handshake;
  return encodeToBytes(DtlsPlaintext, { type, legacyRecordVersion: 0xfefd, sequenceNumber: recordNumber, fragment });
}

/** A datagram with a whole ClientHello. */
function helloDatagram(body: Uint8Array, messageSeq: number, recordNumber = 9): Uint8Array {
  const whole = { length: body.length, messageSeq, fragmentOffset: 0, fragment: body };
  return sealed({ msgType: HandshakeType.client_hello, ...whole }, recordNumber);
}

/** Exchanges the first ClientHello and the HelloRetryRequest of a client, and returns its second ClientHello. */
function secondHello(directPair: DirectPair, client: Client): Uint8Array {
  directPair.deliverToServer(client);
  directPair.deliverToClient(client);
  const [datagram] = directPair.toServer.splice(0);
  return opened(datagram).fragment.slice();
}

function changed(body: Uint8Array, change: (hello: ClientHello) => ClientHello): Uint8Array {
  return encodeToBytes(ClientHello, change(decodeAll(ClientHello, body)));
}

/** The answer of the server to one datagram. */
function answerTo(directPair: DirectPair, path: number, datagram: Uint8Array): Uint8Array | undefined {
  directPair.server.handle(path, datagram, directPair.now);
  return directPair.toClient.splice(0)[0];
}

function alertIn(datagram: Uint8Array | undefined): Uint8Array | undefined {
  if (datagram === undefined) return undefined;
  const { type, fragment } = DtlsPlaintext.decode(new Reader(datagram));
  return type === ContentType.alert ? fragment : undefined;
}

test('a first ClientHello is answered with a HelloRetryRequest and leaves no state', (t) => {
  const directPair = new DirectPair();
  const client = directPair.client(1);
  directPair.deliverToServer(client);
  const retry = opened(directPair.toClient[0]);
  t.is(retry.msgType, HandshakeType.server_hello);
  t.is(retry.messageSeq, 0);
  t.is(directPair.toClient.length, 1);
  t.is(directPair.server.endpoint.size, 0);
  t.is(directPair.server.endpoint.nextDeadline(), Number.POSITIVE_INFINITY);
  t.false(directPair.server.endpoint.owns(1));
});

test('the answer has the record number of the ClientHello and is less than three times as long', (t) => {
  const directPair = new DirectPair();
  const client = directPair.client(1);
  const [clientHello] = directPair.toServer.splice(0);
  const { fragment } = opened(clientHello);
  for (const recordNumber of [0, 5, 2 ** 48 - 1]) {
    const answer = answerTo(directPair, client.path, helloDatagram(fragment, 0, recordNumber));
    t.is(opened(answer).recordNumber, recordNumber);
    t.true((answer?.length ?? 0) < 3 * (clientHello?.length ?? 0));
  }
});

test('each repetition of a ClientHello gets the same HelloRetryRequest', (t) => {
  const directPair = new DirectPair();
  const client = directPair.client(1);
  const [clientHello] = directPair.toServer.splice(0);
  for (let repeat = 0; repeat < 5; repeat++) {
    directPair.now += 1000;
    const answer = answerTo(directPair, 1, clientHello as Uint8Array);
    t.is(opened(answer).msgType, HandshakeType.server_hello);
    if (repeat === 4) client.handle(0, answer as Uint8Array, directPair.now);
  }
  directPair.exchangeAll(client);
  t.is(client.count('secure'), 1);
  t.is(directPair.server.count('secure'), 1);
});

test('after the cookie the server continues at message_seq 1 and with record numbers of its own', (t) => {
  const directPair = new DirectPair();
  const client = directPair.client(1);
  directPair.deliverToServer(client);
  directPair.deliverToClient(client);
  const second = opened(directPair.toServer[0]);
  t.is(second.messageSeq, 1);
  directPair.deliverToServer(client);
  const { fragment, sequenceNumber } = DtlsPlaintext.decode(new Reader(directPair.toClient[0]));
  const serverHello = Handshake.decode(new Reader(fragment));
  t.is(serverHello.messageSeq, 1);
  t.is(sequenceNumber, second.recordNumber);
  t.is(directPair.server.endpoint.size, 1);
  directPair.exchangeAll(client);
  t.is(client.count('secure'), 1);
});

test('a record number at the end of its range does not overflow', (t) => {
  const directPair = new DirectPair();
  const client = directPair.client(1);
  const second = secondHello(directPair, client);
  const answer = answerTo(directPair, 1, helloDatagram(second, 1, 2 ** 48 - 1));
  const { type, sequenceNumber } = DtlsPlaintext.decode(new Reader(answer));
  t.is(type, ContentType.handshake);
  t.is(sequenceNumber, 2 ** 48 - 1 - 2 ** 24, 'room for sixteen million records');
  for (let wait = 0; wait < 5; wait++) {
    directPair.now = directPair.server.endpoint.nextDeadline();
    directPair.server.endpoint.handleTimeout(directPair.now);
    directPair.server.drain(directPair.now);
  }
  t.is(directPair.server.count('error'), 0);
});

test('answers that are not polled are dropped and counted', (t) => {
  const directPair = new DirectPair();
  directPair.client(1);
  const clientHello = directPair.toServer[0] as Uint8Array;
  const { length } = clientHello;
  const batch = {
    slab: clientHello,
    at: new Int32Array(600),
    length: new Int32Array(600).fill(length),
    path: Int32Array.from({ length: 600 }, (_, index) => index + 2),
    count: 600,
  };
  directPair.server.endpoint.handleDatagrams(batch, directPair.now);
  directPair.server.drain(directPair.now);
  t.is(directPair.toClient.length, 512);
  t.is(directPair.server.endpoint.statistics.discarded.unanswered, 88);
  directPair.server.endpoint.handleDatagrams(batch, directPair.now);
  directPair.server.drain(directPair.now);
  t.is(directPair.toClient.length, 1024, 'later answers have room again');
});

test('a ClientHello in two datagrams is served in either order, both times', (t) => {
  for (const isReversed of [false, true]) {
    const directPair = new DirectPair();
    const client = directPair.client(1, { alpnProtocols: manyProtocols });
    for (let flight = 0; flight < 2; flight++) {
      t.is(directPair.toServer.length, 2);
      if (isReversed) directPair.toServer.reverse();
      directPair.deliverToServer(client);
      directPair.deliverToClient(client);
    }
    directPair.exchangeAll(client);
    t.is(client.count('secure'), 1);
    t.is(directPair.server.endpoint.statistics.discarded.partialHello, 0);
  }
});

test('a ClientHello may be in several records of a datagram, and in several fragments of a record', (t) => {
  const directPair = new DirectPair();
  directPair.client(1);
  const { fragment: body } = opened(directPair.toServer[0]);
  const cut = (from: number, to: number): Handshake => ({
    msgType: HandshakeType.client_hello,
    length: body.length,
    messageSeq: 0,
    fragmentOffset: from,
    fragment: body.subarray(from, to),
  });
  const records = Buffer.concat([sealed(cut(0, 70), 1), sealed(cut(60, body.length), 2)]);
  t.is(opened(answerTo(directPair, 1, records)).recordNumber, 2);
  const fragment = Buffer.concat([
    encodeToBytes(Handshake, cut(0, 70)),
    encodeToBytes(Handshake, cut(70, body.length)),
  ]);
  const type = ContentType.handshake;
  const record = encodeToBytes(DtlsPlaintext, { type, legacyRecordVersion: 0xfefd, sequenceNumber: 7, fragment });
  t.is(opened(answerTo(directPair, 1, record)).recordNumber, 7);
});

test('two servers with one key can share a handshake: the first ClientHello to one, the second to the other', (t) => {
  const cookieKeys = [new Uint8Array(32).fill(7)];
  const [one, other] = [new DirectPair({ cookieKeys }), new DirectPair({ cookieKeys })];
  const client = one.client(1);
  one.deliverToServer(client);
  one.deliverToClient(client);
  other.toServer.push(...one.toServer.splice(0));
  other.deliverToServer(client);
  t.is(other.server.endpoint.size, 1);
  one.toClient.push(...other.toClient.splice(0));
  one.deliverToClient(client);
  other.toServer.push(...one.toServer.splice(0));
  other.deliverToServer(client);
  t.is(client.count('secure'), 1);
  t.is(other.server.count('secure'), 1);
  t.is(one.server.endpoint.size, 0);
});

test('a server accepts new cookie keys while it runs', (t) => {
  const [old, fresh] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
  const directPair = new DirectPair({ cookieKeys: [old] });
  const first = secondHello(directPair, directPair.client(1));
  directPair.server.endpoint.setCookieKeys([fresh, old]);
  t.is(alertIn(answerTo(directPair, 1, helloDatagram(first, 1))), undefined);
  t.is(directPair.server.endpoint.size, 1);
  const second = secondHello(directPair, directPair.client(2));
  directPair.server.endpoint.setCookieKeys([fresh]);
  answerTo(directPair, 2, helloDatagram(second, 1));
  t.is(directPair.server.endpoint.size, 2);
  t.throws(() => directPair.server.endpoint.setCookieKeys([]), { instanceOf: ConfigError });
});

const refusals: readonly (readonly [
  title: string,
  run: (directPair: DirectPair, body: Uint8Array) => Uint8Array | undefined,
])[] = [
  [
    'with a changed cookie',
    (directPair, body) => {
      const damaged = changed(body, (hello) => ({
        ...hello,
        extensions: hello.extensions.map((extension) => {
          if (extension.kind !== 'cookie') return extension;
          const cookie = extension.extensionData.cookie.slice();
          cookie[20] = (cookie[20] as number) ^ 1;
          return { ...extension, extensionData: { cookie } };
        }),
      }));
      return answerTo(directPair, 1, helloDatagram(damaged, 1));
    },
  ],
  ['from another address', (directPair, body) => answerTo(directPair, 2, helloDatagram(body, 1))],
  [
    'after its time',
    (directPair, body) => {
      directPair.now += 240_001;
      return answerTo(directPair, 1, helloDatagram(body, 1));
    },
  ],
  [
    'before its time',
    (directPair, body) => {
      directPair.now -= 5_001;
      return answerTo(directPair, 1, helloDatagram(body, 1));
    },
  ],
  ['as a first one', (directPair, body) => answerTo(directPair, 1, helloDatagram(body, 0))],
  [
    'that is not the same ClientHello',
    (directPair, body) => {
      const other = changed(body, (hello) => ({ ...hello, random: hello.random.map((byte) => byte ^ 1) }));
      return answerTo(directPair, 1, helloDatagram(other, 1));
    },
  ],
  [
    'that lost an extension',
    (directPair, body) => {
      const other = changed(body, (hello) => ({
        ...hello,
        extensions: hello.extensions.filter(({ kind }) => kind !== 'server_name'),
      }));
      return answerTo(directPair, 1, helloDatagram(other, 1));
    },
  ],
  [
    'of another server',
    (_directPair, body) => {
      const otherServer = new DirectPair();
      return answerTo(otherServer, 1, helloDatagram(body, 1));
    },
  ],
];

for (const [title, run] of refusals) {
  test(`a cookie ${title} is refused with illegal_parameter`, (t) => {
    const directPair = new DirectPair();
    const body = secondHello(directPair, directPair.client(1));
    t.deepEqual(alertIn(run(directPair, body)), REFUSED);
    t.is(directPair.server.endpoint.size, 0);
  });
}

test('an invalid ClientHello is refused each time it arrives, and leaves no state', (t) => {
  const directPair = new DirectPair();
  directPair.client(1);
  const { fragment } = opened(directPair.toServer[0]);
  const broken = helloDatagram(fragment.subarray(0, 60), 0);
  const expected = Uint8Array.of(AlertLevel.fatal, AlertDescription.decode_error);
  for (let repeat = 0; repeat < 3; repeat++) t.deepEqual(alertIn(answerTo(directPair, 1, broken)), expected);
  t.is(directPair.server.endpoint.size, 0);
  t.is(directPair.server.events.length, 0, 'no event, as any sender can forge it');
});

test('forged fragments of a second ClientHello do not block the genuine one', (t) => {
  const directPair = new DirectPair();
  const client = directPair.client(1, { alpnProtocols: manyProtocols });
  directPair.deliverToServer(client);
  directPair.deliverToClient(client);
  const pieces = directPair.toServer.map((datagram) => opened(datagram));
  const [head] = pieces;
  if (head === undefined) throw new RangeError('no second ClientHello');
  const forged = { ...head, fragment: head.fragment.map((byte) => byte ^ 0xff) };
  directPair.server.handle(1, sealed(forged, 3), directPair.now);
  directPair.server.handle(1, sealed({ ...head, length: head.length + 1 }, 3), directPair.now);
  directPair.exchangeAll(client);
  t.is(client.count('secure'), 1);
});

test('a datagram that is not a ClientHello is dropped and counted by its cause', (t) => {
  const directPair = new DirectPair();
  directPair.client(1);
  const { fragment: body } = opened(directPair.toServer[0]);
  const whole = { length: body.length, fragmentOffset: 0, fragment: body };
  const { discarded } = directPair.server.endpoint.statistics;
  t.is(discarded.unassociated, 0);
  const foreign = [
    sealed({ msgType: HandshakeType.server_hello, messageSeq: 0, ...whole }, 1),
    sealed({ msgType: HandshakeType.client_hello, messageSeq: 2, ...whole }, 1),
    Uint8Array.of(0x2c, 0, 0, 0, 0),
    new Uint8Array(0),
  ];
  for (const datagram of foreign) t.is(answerTo(directPair, 1, datagram), undefined);
  t.is(directPair.server.endpoint.statistics.discarded.unassociated, foreign.length);
  t.is(answerTo(directPair, 1, helloDatagram(body, 0).subarray(0, 100)), undefined);
  t.is(directPair.server.endpoint.statistics.discarded.malformed, 1);
  t.is(answerTo(directPair, 1, helloDatagram(new Uint8Array(5000), 0)), undefined);
  t.is(directPair.server.endpoint.statistics.discarded.oversizedHello, 1);
  t.is(directPair.server.endpoint.statistics.datagramsReceived, foreign.length + 2);
});

test('damaged ClientHellos of both kinds are only refused, dropped or served', (t) => {
  const random = new SeededRandom(5);
  for (const cookies of ['always', 'as-needed', 'never'] as const) {
    const directPair = new DirectPair({ cookies, maxHandshakes: 16, handshakeTimeout: 1000 });
    directPair.client(1, { alpnProtocols: manyProtocols });
    const samples: Uint8Array[] = directPair.toServer.splice(0).map((datagram) => datagram.slice());
    const retried = new DirectPair();
    const client = retried.client(2);
    samples.push(...retried.toServer.map((datagram) => datagram.slice()));
    samples.push(helloDatagram(secondHello(retried, client), 1));
    for (let step = 0; step < 4000; step++) {
      const datagram = (samples[random.bits() % samples.length] as Uint8Array).slice();
      const reach = random.chance(0.5) ? 30 : datagram.length;
      for (let changes = random.bits() % 4; changes > 0; changes--) datagram[random.bits() % reach] = random.bits();
      const end = random.chance(0.1) ? random.bits() % datagram.length : datagram.length;
      directPair.now += 1;
      t.notThrows(() => directPair.server.handle(1 + (random.bits() % 50), datagram.subarray(0, end), directPair.now));
      while (directPair.server.endpoint.nextDeadline() <= directPair.now) {
        directPair.server.endpoint.handleTimeout(directPair.now);
        directPair.server.drain(directPair.now);
      }
      t.true(directPair.server.endpoint.size <= 16);
    }
    t.is(directPair.server.count('secure'), 0);
  }
});

test('a full server ignores new clients', (t) => {
  const directPair = new DirectPair({ maxHandshakes: 1 });
  const [first, second] = [
    secondHello(directPair, directPair.client(1)),
    secondHello(directPair, directPair.client(2)),
  ];
  t.truthy(answerTo(directPair, 1, helloDatagram(first, 1)));
  t.is(answerTo(directPair, 2, helloDatagram(second, 1)), undefined);
  t.is(directPair.server.endpoint.statistics.discarded.noRoom, 1);
  t.is(directPair.server.endpoint.size, 1);
});

test('a server without cookies creates the connection at once', (t) => {
  const directPair = new DirectPair({ cookies: 'never' });
  const client = directPair.client(1);
  directPair.deliverToServer(client);
  t.is(directPair.server.endpoint.size, 1);
  directPair.exchangeAll(client);
  t.is(client.count('secure'), 1);
});

test('a server with cookies as needed requests one when the ClientHello is short', (t) => {
  const directPair = new DirectPair({ cookies: 'as-needed' });
  const short = directPair.client(1);
  directPair.deliverToServer(short);
  t.is(directPair.server.endpoint.size, 0);
  directPair.exchangeAll(short);
  t.is(short.count('secure'), 1);
  const long = directPair.client(2, { alpnProtocols: manyProtocols });
  directPair.deliverToServer(long);
  t.is(directPair.server.endpoint.size, 2);
  directPair.exchangeAll(long);
  t.is(long.count('secure'), 1);
});

test('without proof of its address a client gets at most three times the bytes received from it', (t) => {
  const directPair = new DirectPair({ cookies: 'as-needed' });
  const client = directPair.client(1, { alpnProtocols: manyProtocols });
  const sum = (datagrams: readonly Uint8Array[]) => datagrams.reduce((bytes, { length }) => bytes + length, 0);
  const received = sum(directPair.toServer);
  directPair.deliverToServer(client);
  t.true(directPair.toClient.length > 0);
  let timeouts = 0;
  while (directPair.server.endpoint.nextDeadline() !== Number.POSITIVE_INFINITY) {
    directPair.now = directPair.server.endpoint.nextDeadline();
    directPair.server.endpoint.handleTimeout(directPair.now);
    directPair.server.drain(directPair.now);
    timeouts += 1;
  }
  t.true(timeouts > 4);
  t.true(sum(directPair.toClient) <= 3 * received, `${sum(directPair.toClient)} for ${received}`);
  t.is(directPair.server.endpoint.size, 0);
});

test('answers are queued while the sink of the host is full, and none is lost', (t) => {
  const directPair = new DirectPair();
  directPair.client(1);
  const clientHello = directPair.toServer[0] as Uint8Array;
  const { endpoint } = directPair.server;
  for (const path of [2, 3, 4]) {
    const length = Int32Array.of(clientHello.length);
    const batch = { slab: clientHello, at: Int32Array.of(0), length, path: Int32Array.of(path), count: 1 };
    endpoint.handleDatagrams(batch, directPair.now);
  }
  let room = 1;
  const paths: number[] = [];
  const sink = {
    reserve: (path: number, size: number) => {
      if (room === 0) return undefined;
      room -= 1;
      paths.push(path);
      return new Uint8Array(size);
    },
    commit: () => {},
    event: () => t.fail(),
    request: () => t.fail(),
    unrouted: () => t.fail(),
  };
  t.true(endpoint.poll(sink));
  t.deepEqual(paths, [2]);
  room = 9;
  t.false(endpoint.poll(sink));
  t.deepEqual(paths, [2, 3, 4]);
  t.is(endpoint.statistics.datagramsSent, 3);
});

const wrongOptions: readonly (readonly [option: string, value: string, options: Partial<ListenerOptions>])[] = [
  ['cookies', 'sometimes', { cookies: 'sometimes' as never }],
  ['cookieKeys', 'no key', { cookieKeys: [] }],
  ['cookieKeys', 'a short key', { cookieKeys: [new Uint8Array(16)] }],
  ['cookieLifetime', 'ten milliseconds', { cookieLifetime: 10 }],
  ['maxFragmentedHellos', 'one slot', { maxFragmentedHellos: 1 }],
  ['maxHelloSize', 'a hundred bytes', { maxHelloSize: 100 }],
];

for (const [option, value, options] of wrongOptions) {
  test(`${option} must not be ${value}`, (t) => {
    const host = { address: () => new Uint8Array(6) };
    t.throws(() => createListener({ host, provider: classicalProvider, certificate, ...options }), {
      instanceOf: ConfigError,
      message: new RegExp(option),
    });
  });
}
