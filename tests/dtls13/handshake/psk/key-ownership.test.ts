import test from 'ava';
import { ContentType } from '../../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../../generated/dtls13/registries/handshake-type.ts';
import { Handshake } from '../../../../generated/dtls13/wire/handshake.ts';
import { NewSessionTicket } from '../../../../generated/dtls13/wire/new-session-ticket.ts';
import { importSession } from '../../../../runtime/dtls13/index.ts';
import { CertificateError } from '../../../../runtime/errors/certificate-error.ts';
import { type SimulatedPair, testCertificate } from '../../../../runtime/testing/index.ts';
import { encodeToBytes } from '../../../../runtime/wire/index.ts';
import { classicalProvider } from '../../classical-provider.ts';
import { KeyedPeer, keyLoggedPair } from '../../keyed-peer.ts';
import {
  exchangesData,
  firstSession,
  importedWith,
  knows,
  pskPair,
  resumable,
  secureEvent,
  sensor,
  sessionsOf,
  ticketPair,
} from './psk-pair.ts';

for (const cookies of ['never', 'always'] as const) {
  test(`a session that is discarded during the handshake is resumed with its key, with cookies: ${cookies}`, (t) => {
    const session = firstSession();
    const pair = ticketPair({ connection: { session }, listener: { cookies } });
    // The connection that the session is from may fail at any time; RFC 9846 section 6.
    session.discard();
    t.true(pair.handshake());
    t.true(secureEvent(pair, 'clientHost')?.resumed);
    t.true(exchangesData(pair));
  });

  test(`an external key that the application overwrites during the handshake is used, with cookies: ${cookies}`, (t) => {
    const key = sensor.key.slice();
    const pair = pskPair({ connection: { psks: [{ ...sensor, key }] }, listener: { cookies } });
    key.fill(0);
    t.true(pair.handshake());
    t.truthy(secureEvent(pair, 'clientHost')?.pskIdentity);
  });
}

test('a handshake overwrites neither the keys of the options nor that of the session', (t) => {
  const key = sensor.key.slice();
  const session = firstSession();
  const exported = session.export();
  const pair = pskPair({
    connection: { psks: [{ ...sensor, key }], session },
    listener: { ...resumable, cookies: 'always' },
  });
  t.true(pair.handshake());
  t.deepEqual(key, sensor.key);
  t.deepEqual(session.export(), exported);
});

/** A server whose host uses the same memory for all datagrams, and overwrites it after each call. */
function reuseSlab({ serverHost, listener, network }: SimulatedPair): void {
  const slab = new Uint8Array(2048);
  serverHost.receive = (from, datagram) => {
    slab.set(datagram);
    const length = Int32Array.of(datagram.length);
    const path = Int32Array.of(serverHost.path(from));
    listener.handleDatagrams({ slab, at: Int32Array.of(0), length, path, count: 1 }, network.now);
    slab.fill(0xee);
    serverHost.drain();
  };
}

const imported = { ...sensor, importContext: Buffer.from('a to b') };
for (const [what, psk] of [
  ['external', sensor],
  ['imported', imported],
] as const) {
  test(`a lookup of an ${what} key outlasts the memory of the ClientHello`, (t) => {
    const identities: Buffer[] = [];
    const pair = pskPair({ connection: { psks: [psk] } }, (request) => {
      identities.push(...request.identities.map(({ identity }) => Buffer.from(identity)));
      return knows(sensor)(request);
    });
    reuseSlab(pair);
    t.true(pair.handshake());
    t.is(Buffer.from(secureEvent(pair, 'serverHost')?.pskIdentity ?? []).toString(), 'sensor 17');
    t.true(exchangesData(pair));
  });
}

test('a lookup without a result continues with certificates after the memory of the ClientHello is overwritten', (t) => {
  const pair = pskPair({}, () => undefined);
  reuseSlab(pair);
  t.true(pair.handshake());
  t.is(secureEvent(pair, 'clientHost')?.peerSignatureScheme, 'ecdsa_secp256r1_sha256');
});

for (const accept of [true, false]) {
  test(`a stored chain that is ${accept ? 'accepted' : 'rejected'} later needs no memory of the ClientHello`, (t) => {
    const certificate = {
      chain: [testCertificate.der],
      privateKey: classicalProvider.importPrivateKey(testCertificate.privateKey),
    };
    const options = { listener: { requestCertificate: 'required' }, connection: { certificate } } as const;
    const session = firstSession(options);
    const pair = ticketPair({ ...options, connection: { certificate, session } });
    const { request } = pair.serverHost;
    let asked = 0;
    pair.serverHost.request = (of, applicationRequest) => {
      asked += 1;
      if (accept || asked > 1) return request.call(pair.serverHost, of, applicationRequest);
      const error = new CertificateError('REVOKED', 'on a list');
      of.respond({ id: applicationRequest.id, accept: false, alert: 'certificate_revoked', error }, pair.network.now);
    };
    reuseSlab(pair);
    t.true(pair.handshake());
    t.is(secureEvent(pair, 'serverHost')?.resumed, accept);
    t.is(asked, accept ? 1 : 2);
    t.true(exchangesData(pair));
  });
}

/** A client after a handshake, whose server sends it tickets of these lengths. */
function sentTickets(lengths: readonly number[]): SimulatedPair {
  const pair = keyLoggedPair({}, { connection: { sessions: true } });
  pair.handshake();
  pair.network.advance(100);
  const keyedPeer = new KeyedPeer(pair, 'server');
  lengths.forEach((length, index) => {
    const body = encodeToBytes(NewSessionTicket, {
      ticketLifetime: 1000,
      ticketAgeAdd: 5,
      ticketNonce: Uint8Array.of(index),
      ticket: new Uint8Array(length).fill(7),
      extensions: [],
    });
    for (let fragmentOffset = 0; fragmentOffset < body.length; fragmentOffset += 1000) {
      const fragment = body.subarray(fragmentOffset, fragmentOffset + 1000);
      const message = {
        msgType: HandshakeType.new_session_ticket,
        length: body.length,
        messageSeq: 5 + index,
        fragmentOffset,
        fragment,
      };
      keyedPeer.deliver(keyedPeer.record(3, ContentType.handshake, encodeToBytes(Handshake, message)));
    }
  });
  return pair;
}

test('a ticket that may not fit into a ClientHello is not used, and the connection continues', (t) => {
  const pair = sentTickets([60_000, 16_385, 16_384]);
  t.is(sessionsOf(pair).length, 1);
  t.false(pair.clientHost.events.some(({ event }) => event.kind === 'error'));
});

test('the longest ticket does not prevent the next handshake, with the longest external keys', (t) => {
  const [session] = sessionsOf(sentTickets([16_384]));
  const long = { ...sensor, importContext: new Uint8Array(2048) };
  const psks = [1, 2, 3].map((byte) => ({ ...long, identity: new Uint8Array(2048).fill(byte) }));
  const pair = pskPair({
    connection: { session, psks: [...psks, long] },
    listener: { cookies: 'always', maxHelloSize: 65_536 },
  });
  t.true(pair.handshake());
  t.truthy(secureEvent(pair, 'serverHost')?.pskIdentity);
  t.true(session?.used);
});

test('a session with a longer ticket is not imported', (t) => {
  const session = firstSession();
  t.notThrows(() => importedWith(session, { ticket: new Uint8Array(16_384) }));
  const bytes = importedWith(session, { ticket: new Uint8Array(16_384), chain: [] }).export() ?? new Uint8Array();
  // The length of the ticket precedes it; the length of the empty chain follows it.
  const at = bytes.length - 4 - 16_384 - 2;
  const longer = Buffer.concat([bytes.subarray(0, at), Uint8Array.of(0x40, 1), new Uint8Array(16_385 + 4)]);
  t.throws(() => importSession(longer), { code: 'ERR_WIRECHART_CONFIG', message: /^session: / });
});
