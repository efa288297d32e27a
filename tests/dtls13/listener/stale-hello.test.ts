import test from 'ava';
import { CipherSuite } from '../../../generated/dtls13/registries/cipher-suite.ts';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { NamedGroup } from '../../../generated/dtls13/registries/named-group.ts';
import { DtlsPlaintext } from '../../../generated/dtls13/wire/dtls-plaintext.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { ServerHello } from '../../../generated/dtls13/wire/server-hello.ts';
import type { ConnectionOptions, ListenerOptions } from '../../../runtime/dtls13/index.ts';
import { FaultyProvider } from '../../../runtime/testing/index.ts';
import { decodeAll, encodeToBytes, Reader } from '../../../runtime/wire/index.ts';
import { classicalProvider } from '../classical-provider.ts';
import { SecretLedger } from '../handshake/secret-ledger.ts';
import { type Client, DirectPair, type Server } from '../multi-peer-host.ts';
import { NonceWatch } from '../record/nonce-watch.ts';

/** The flight of a server from the ServerHello on, of which its client received nothing. */
function flightFor(client: Partial<ConnectionOptions> = {}, server: Partial<ListenerOptions> = {}): Uint8Array[] {
  const directPair = new DirectPair(server);
  const first = directPair.client(1, client);
  directPair.deliverToServer(first);
  if (server.cookies !== 'never') {
    directPair.deliverToClient(first);
    directPair.deliverToServer(first);
  }
  return directPair.toClient.splice(0);
}

/** A client with its HelloRetryRequest, and the flight in answer to its second hello, not yet delivered. */
function awaiting(client: Partial<ConnectionOptions> = {}, server: Partial<ListenerOptions> = {}) {
  const directPair = new DirectPair(server);
  const second = directPair.client(1, client);
  directPair.deliverToServer(second);
  directPair.deliverToClient(second);
  directPair.deliverToServer(second);
  return { directPair, client: second, flight: directPair.toClient.splice(0) };
}

/** The HelloRetryRequest for the hello of another client. */
function otherRetry(): Uint8Array[] {
  const directPair = new DirectPair();
  directPair.deliverToServer(directPair.client(1));
  return directPair.toClient.splice(0);
}

function deliver(directPair: DirectPair, client: Client, datagrams: readonly Uint8Array[]): void {
  for (const datagram of datagrams) client.handle(0, datagram, directPair.now);
}

/** The ServerHello at the head of a flight, changed and in a record of its own. */
function forgedHello([datagram]: readonly Uint8Array[], change: (hello: ServerHello) => ServerHello): Uint8Array {
  const record = DtlsPlaintext.decode(new Reader(datagram as Uint8Array));
  const message = Handshake.decode(new Reader(record.fragment));
  const body = encodeToBytes(ServerHello, change(decodeAll(ServerHello, message.fragment)));
  const fragment = encodeToBytes(Handshake, { ...message, length: body.length, fragment: body });
  return encodeToBytes(DtlsPlaintext, { ...record, sequenceNumber: record.sequenceNumber + 100, fragment });
}

/** The record at the head of a datagram, and what follows it. */
function cut(datagram: Uint8Array): [head: Uint8Array, rest: Uint8Array] {
  const reader = new Reader(datagram);
  DtlsPlaintext.decode(reader);
  return [datagram.subarray(0, reader.position), datagram.subarray(reader.position)];
}

/** Advances the time of the client, and on request of the server. What both send is queued. */
function wait(directPair: DirectPair, milliseconds: number, ...parties: readonly (Client | Server)[]): void {
  const end = directPair.now + milliseconds;
  for (;;) {
    const due = Math.min(...parties.map(({ endpoint }) => endpoint.nextDeadline()));
    if (due > end) break;
    directPair.now = Math.max(directPair.now, due);
    for (const party of parties) {
      party.endpoint.handleTimeout(directPair.now);
      party.drain(directPair.now);
    }
  }
  directPair.now = end;
}

/** The same datagram with another number in its first record, as a retransmission has. */
function renumbered(datagram: Uint8Array, sequence: number): Uint8Array {
  const copy = datagram.slice();
  copy[10] = sequence;
  return copy;
}

function connects(
  t: { is: (a: unknown, b: unknown, text?: string) => void },
  directPair: DirectPair,
  client: Client,
): void {
  directPair.exchangeAll(client);
  t.is(client.count('secure'), 1);
  t.is(directPair.server.count('secure'), 1);
  t.is(client.count('error') + directPair.server.count('error'), 0);
  t.is(client.endpoint.statistics.retransmissions, 0);
  t.is(client.endpoint.statistics.reassemblyBytes, 0);
}

const oldHandshakes: [what: string, client: Partial<ConnectionOptions>, server: Partial<ListenerOptions>][] = [
  ['in one datagram', {}, { maxDatagramSize: 4000 }],
  ['in several datagrams', {}, { maxDatagramSize: 300 }],
];

for (const [what, oldClient, oldServer] of oldHandshakes) {
  test(`the answer to an earlier handshake ${what} does not prevent a new handshake of the client`, (t) => {
    const stale = flightFor(oldClient, oldServer);
    const { directPair, client, flight } = awaiting();
    deliver(directPair, client, stale);
    t.is(client.count('secure'), 0);
    deliver(directPair, client, flight);
    connects(t, directPair, client);
  });

  test(`an earlier answer before each datagram of the current one does not prevent the handshake: ${what}`, (t) => {
    const stale = flightFor(oldClient, oldServer);
    const { directPair, client, flight } = awaiting({}, { maxDatagramSize: 300 });
    t.true(flight.length > 2);
    for (const datagram of flight.slice(0, 2)) {
      deliver(directPair, client, stale);
      deliver(directPair, client, [datagram]);
    }
    deliver(directPair, client, flight.slice(2));
    connects(t, directPair, client);
  });
}

test('a HelloRetryRequest replaces an answer to an earlier handshake without HelloRetryRequest', (t) => {
  for (const oldClient of [{}, { cipherSuites: ['TLS_AES_256_GCM_SHA384'] }]) {
    const stale = flightFor(oldClient, { cookies: 'never' });
    const directPair = new DirectPair();
    const client = directPair.client(1);
    deliver(directPair, client, stale);
    connects(t, directPair, client);
  }
});

test('a HelloRetryRequest that replaced a ServerHello is answered, and no other replaces it', (t) => {
  const stale = flightFor({}, { cookies: 'never' });
  const directPair = new DirectPair();
  const client = directPair.client(1);
  deliver(directPair, client, stale);
  directPair.deliverToServer(client);
  directPair.deliverToClient(client);
  const { unprotected } = client.endpoint.statistics.discarded;
  deliver(directPair, client, otherRetry());
  t.is(client.endpoint.statistics.discarded.unprotected, unprotected);
  directPair.exchangeAll(client);
  t.is(client.count('secure'), 1);
});

test('a client that has accepted an answer to an earlier handshake continues to retransmit its hello', (t) => {
  const directPair = new DirectPair();
  const client = directPair.client(1);
  directPair.deliverToServer(client);
  directPair.deliverToClient(client);
  // The second hello is lost, so the server has no state of this handshake.
  directPair.toServer.length = 0;
  deliver(directPair, client, flightFor());
  const begun = directPair.now;
  while (client.endpoint.nextDeadline() <= begun + 1000) {
    directPair.now = client.endpoint.nextDeadline();
    client.endpoint.handleTimeout(directPair.now);
    client.drain(directPair.now);
    directPair.exchangeAll(client);
  }
  t.is(directPair.server.count('secure'), 1);
});

test('a repeated ServerHello does not cause a retransmission of the hello', (t) => {
  const { directPair, client, flight } = awaiting();
  const [hello, rest] = cut(flight[0] as Uint8Array);
  for (let repetition = 0; repetition < 5; repetition++) deliver(directPair, client, [hello]);
  t.is(directPair.toServer.length, 0);
  deliver(directPair, client, [rest, ...flight.slice(1)]);
  connects(t, directPair, client);
});

test('a HelloRetryRequest after the answer to it has no effect', (t) => {
  const { directPair, client, flight } = awaiting();
  const [hello] = cut(flight[0] as Uint8Array);
  const [retry] = otherRetry();
  const record = DtlsPlaintext.decode(new Reader(retry as Uint8Array));
  const message = Handshake.decode(new Reader(record.fragment));
  const late = { ...record, fragment: encodeToBytes(Handshake, { ...message, messageSeq: 1 }) };
  deliver(directPair, client, [hello, encodeToBytes(DtlsPlaintext, late)]);
  t.is(client.endpoint.statistics.discarded.unprotected, 1);
  deliver(directPair, client, flight);
  connects(t, directPair, client);
});

test('once a protected record has proven a ServerHello, no other replaces it', (t) => {
  const stale = flightFor();
  const alpnProtocols = ['a'.repeat(200)];
  const { directPair, client, flight } = awaiting({ alpnProtocols }, { alpnProtocols, maxDatagramSize: 300 });
  // After the ServerHello it has a part of EncryptedExtensions.
  deliver(directPair, client, flight.slice(0, 1));
  t.is(client.endpoint.statistics.recordsReceived, 3);
  t.true(client.endpoint.statistics.reassemblyBytes > 0);
  deliver(directPair, client, stale);
  deliver(directPair, client, flight.slice(1));
  connects(t, directPair, client);
});

test('a ServerHello that a client would refuse does not replace an accepted one', (t) => {
  const { directPair, client, flight } = awaiting();
  const illegal = [
    forgedHello(flight, (hello) => ({ ...hello, cipherSuite: 0x1399 })),
    forgedHello(flight, (hello) => ({ ...hello, legacySessionIdEcho: Uint8Array.of(1) })),
    forgedHello(flight, (hello) => ({ ...hello, extensions: hello.extensions.slice(0, 1) })),
    forgedHello(flight, (hello) => ({ ...hello, extensions: hello.extensions.slice(1) })),
  ];
  const [hello, rest] = cut(flight[0] as Uint8Array);
  const undecodable = hello.slice();
  // The length of the list of extensions.
  undecodable[13 + 12 + 38] = 0xff;
  deliver(directPair, client, [hello, ...illegal, undecodable]);
  t.is(client.endpoint.statistics.discarded.unprotected, 5);
  t.is(client.count('error'), 0);
  deliver(directPair, client, [rest, ...flight.slice(1)]);
  connects(t, directPair, client);
});

test('a ServerHello that a client would refuse does not change the reported parameters', (t) => {
  const directPair = new DirectPair({ cookies: 'never', groups: ['x25519'] });
  const client = directPair.client(1, { groups: ['x25519', 'secp256r1'], keyShares: ['x25519', 'secp256r1'] });
  directPair.deliverToServer(client);
  const flight = directPair.toClient.splice(0);
  const keyExchange = new Uint8Array(65).fill(4);
  const illegal = forgedHello(flight, (hello) => ({
    ...hello,
    cipherSuite: CipherSuite.TLS_CHACHA20_POLY1305_SHA256,
    extensions: hello.extensions.map((extension) =>
      extension.kind === 'key_share'
        ? { ...extension, extensionData: { serverShare: { group: NamedGroup.secp256r1, keyExchange } } }
        : extension,
    ),
  }));
  const [hello, rest] = cut(flight[0] as Uint8Array);
  deliver(directPair, client, [hello, illegal]);
  t.is(client.endpoint.statistics.discarded.unprotected, 1);
  deliver(directPair, client, [rest, ...flight.slice(1)]);
  connects(t, directPair, client);
  const secure = client.events.map(({ event }) => event).find(({ kind }) => kind === 'secure');
  t.like(secure, { cipherSuite: 'TLS_AES_128_GCM_SHA256', group: 'x25519' });
});

test('a flood of forged ServerHellos costs a client eight more key exchanges and no memory', (t) => {
  const provider = new FaultyProvider(classicalProvider);
  let exchanges = 0;
  provider.oncall = ({ operation }) => {
    if (operation === 'keyPair.agree') exchanges += 1;
  };
  const { directPair, client, flight } = awaiting({ provider });
  for (let forgery = 0; forgery < 100; forgery++) {
    const random = new Uint8Array(32).fill(forgery);
    deliver(directPair, client, [forgedHello(flight, (hello) => ({ ...hello, random }))]);
    t.true(client.endpoint.statistics.reassemblyBytes === 0);
  }
  t.is(exchanges, 9);
  t.is(client.count('error'), 0);
});

test('the keys of a replaced ServerHello are zeroized', (t) => {
  const stale = flightFor();
  const provider = new FaultyProvider(classicalProvider);
  const ledger = new SecretLedger();
  provider.oncall = ledger.take;
  const { directPair, client, flight } = awaiting({ provider });
  deliver(directPair, client, stale);
  deliver(directPair, client, flight);
  connects(t, directPair, client);
  t.is(ledger.seen.filter(({ where }) => /^keyPair.agree/.test(where)).length, 2);
  client.endpoint.abandon(directPair.now);
  t.deepEqual(ledger.left, []);
});

test('a ServerHello on which the provider fails ends the connection with one error', (t) => {
  const stale = flightFor();
  const provider = new FaultyProvider(classicalProvider);
  const { directPair, client, flight } = awaiting({ provider });
  provider.failAt('keyPair.agree', 2);
  deliver(directPair, client, stale);
  deliver(directPair, client, flight);
  t.is(client.count('error'), 1);
  t.is(client.count('secure'), 0);
});

test('a ServerHello repeated after another one causes no reuse of a nonce', (t) => {
  const provider = new NonceWatch(classicalProvider);
  const [stale] = cut(flightFor()[0] as Uint8Array);
  const { directPair, client, flight } = awaiting({ provider });
  const [hello, rest] = cut(flight[0] as Uint8Array);
  for (const [index, each] of [hello, stale, hello, stale, hello].entries()) {
    deliver(directPair, client, [renumbered(each, 50 + index)]);
    wait(directPair, 300, client);
  }
  t.true(provider.sealed >= 5);
  t.is(provider.reused, 0);
  deliver(directPair, client, [rest, ...flight.slice(1)]);
  directPair.exchangeAll(client);
  t.is(client.count('secure'), 1);
  t.is(provider.reused, 0);
});

test('timers and ACKs of a ServerHello are cancelled when a HelloRetryRequest replaces it', (t) => {
  const stale = flightFor({}, { cookies: 'never' });
  // A record of a later epoch shows a missing message, so an ACK is due.
  const early = Uint8Array.of(0x2f, 0, 0, 0, 20, ...new Uint8Array(20));
  for (const datagrams of [stale.slice(0, 1), [...stale.slice(0, 1), early]]) {
    const directPair = new DirectPair();
    const client = directPair.client(1);
    directPair.deliverToServer(client);
    const [retry] = directPair.toClient.splice(0) as [Uint8Array];
    deliver(directPair, client, [...datagrams, retry]);
    wait(directPair, 300, client);
    t.true(directPair.toServer.every(([type]) => type === ContentType.handshake));
  }
});

test('ACKs for an accepted ServerHello do not prevent its return after another one', (t) => {
  const [stale] = cut(flightFor()[0] as Uint8Array);
  const { directPair, client, flight } = awaiting();
  const [hello] = cut(flight[0] as Uint8Array);
  // The rest of the flight is lost.
  deliver(directPair, client, [hello]);
  wait(directPair, 300, client);
  t.true(directPair.toServer.length > 0);
  directPair.deliverToServer(client);
  directPair.toClient.length = 0;
  deliver(directPair, client, [stale]);
  const { now } = directPair;
  while (client.count('secure') === 0 && directPair.now < now + 5000) {
    wait(directPair, 100, client, directPair.server);
    directPair.exchangeAll(client);
  }
  t.is(client.count('secure'), 1);
  t.is(client.count('error'), 0);
});
