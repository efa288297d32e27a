import test from 'ava';
import { AlertDescription } from '../../../../generated/dtls13/registries/alert-description.ts';
import { ContentType } from '../../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../../generated/dtls13/registries/handshake-type.ts';
import { NewSessionTicket } from '../../../../generated/dtls13/wire/new-session-ticket.ts';
import { type ChainRequest, ConfigError, importSession, type Session } from '../../../../runtime/dtls13/index.ts';
import { CertificateError } from '../../../../runtime/errors/certificate-error.ts';
import {
  type PairOptions,
  SeededRandom,
  type SimulatedPair,
  testCertificate,
} from '../../../../runtime/testing/index.ts';
import { encodeToBytes } from '../../../../runtime/wire/index.ts';
import { classicalProvider } from '../../classical-provider.ts';
import { clientHellos } from '../../early-data/early-pair.ts';
import { KeyedPeer, keyLoggedPair } from '../../keyed-peer.ts';
import {
  exchangesData,
  failure,
  firstSession,
  type HostName,
  importedWith,
  pskPair,
  secureEvent,
  sensor,
  sessionsOf,
  ticketPair,
} from './psk-pair.ts';

const WEEK = 7 * 24 * 3600 * 1000;
const clientCertificate = {
  chain: [testCertificate.der],
  privateKey: classicalProvider.importPrivateKey(testCertificate.privateKey),
};

function resumed(pair: SimulatedPair): boolean | undefined {
  const [ours, theirs] = (['clientHost', 'serverHost'] as const).map(
    (host: HostName) => secureEvent(pair, host)?.resumed,
  );
  if (ours !== theirs) throw new Error(`client: ${ours}, server: ${theirs}`);
  return ours;
}

/** A second handshake, which offers the session. */
function resume(session: ReturnType<typeof firstSession>, options: Partial<PairOptions> = {}): SimulatedPair {
  const pair = ticketPair({ ...options, connection: { session, ...options.connection } });
  if (!pair.handshake()) throw new Error('the handshake failed');
  return pair;
}

/** The chains that a host is asked to verify. */
function chainsOf(pair: SimulatedPair, host: HostName): ChainRequest[] {
  const chains: ChainRequest[] = [];
  const { request } = pair[host];
  pair[host].request = (of, applicationRequest) => {
    if (applicationRequest.kind === 'chain') chains.push(applicationRequest);
    request.call(pair[host], of, applicationRequest);
  };
  return chains;
}

for (const cookies of ['never', 'always'] as const) {
  test(`a client resumes its session without a certificate, with cookies: ${cookies}`, (t) => {
    const session = firstSession();
    const pair = ticketPair({ connection: { session }, listener: { cookies } });
    const chains = chainsOf(pair, 'clientHost');
    t.true(pair.handshake());
    t.true(resumed(pair));
    t.is(secureEvent(pair, 'clientHost')?.peerSignatureScheme, undefined);
    t.is(secureEvent(pair, 'clientHost')?.pskIdentity, undefined);
    t.is(secureEvent(pair, 'clientHost')?.group, 'x25519');
    t.true(exchangesData(pair));
    t.deepEqual(
      chains.map(({ chain, servername, subject }) => ({ chain, servername, subject })),
      [{ chain: [testCertificate.der], servername: 'localhost', subject: 'server' }],
    );
  });
}

test('a client that does not trust the stored chain any more ends the handshake', (t) => {
  const pair = ticketPair({ connection: { session: firstSession() } });
  pair.clientHost.request = (of, { id }) => {
    const error = new CertificateError('REVOKED', 'on a list');
    of.respond({ id, accept: false, alert: 'certificate_revoked', error }, pair.network.now);
  };
  pair.network.advance(100);
  t.is(failure(pair, 'clientHost'), 'ERR_DTLS_CERTIFICATE_REVOKED');
  pair.network.advance(100);
  t.is(failure(pair, 'serverHost'), 'ERR_DTLS_ALERT_CERTIFICATE_REVOKED');
});

test('an exported session resumes in another process', (t) => {
  const bytes = firstSession().export();
  if (bytes === undefined) throw new Error('no session');
  t.true(resumed(resume(importSession(bytes))));
});

test('a session is offered by one connection only', (t) => {
  const session = firstSession();
  t.false(session.used);
  t.true(resumed(resume(session)));
  t.true(session.used);
  t.false(resumed(resume(session)));
});

test('a resumed connection gets new tickets, and their session resumes again', (t) => {
  let session = firstSession();
  for (let round = 0; round < 4; round++) {
    const pair = resume(session);
    t.true(resumed(pair));
    pair.network.advance(200);
    const [next] = sessionsOf(pair);
    if (next === undefined) throw new Error('no ticket');
    session = next;
  }
});

test('a client without a session gets no ticket unless it asks for sessions', (t) => {
  const pair = ticketPair({ connection: { sessions: undefined } });
  pair.handshake();
  pair.network.advance(1000);
  t.deepEqual(sessionsOf(pair), []);
});

test('a server issues as many tickets as its option says, each with its own nonce and age_add', (t) => {
  const pair = ticketPair({ listener: { tickets: 4 } });
  pair.handshake();
  pair.network.advance(1000);
  const sessions = sessionsOf(pair);
  t.is(sessions.length, 4);
  const exported = sessions.map((session) => Buffer.from(session.export() ?? []).toString('hex'));
  t.is(new Set(exported).size, 4);
  for (const session of sessions) t.true(resumed(resume(session)));
});

test('tickets that are lost are sent again', (t) => {
  for (let seed = 0; seed < 20; seed++) {
    const pair = ticketPair({ network: { seed, loss: 0.4 }, listener: { tickets: 3 } });
    pair.handshake();
    pair.network.advance(60_000);
    t.is(sessionsOf(pair).length, 3, `seed ${seed}`);
  }
});

test('a ticket is accepted by every server with its key, also as an older one, and by no other', (t) => {
  const [first, second] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
  t.true(resumed(resume(firstSession(), { listener: { ticketKeys: [second, first] } })));
  t.false(resumed(resume(firstSession(), { listener: { ticketKeys: [second] } })));
  const pair = ticketPair({ connection: { session: firstSession() }, listener: { ticketKeys: [second] } });
  pair.listener.setTicketKeys([first]);
  t.true(pair.handshake());
  t.true(resumed(pair));
});

test('a server with keys for tickets accepts them without issuing any', (t) => {
  const pair = resume(firstSession(), { listener: { tickets: 0 } });
  t.true(resumed(pair));
  pair.network.advance(1000);
  t.deepEqual(sessionsOf(pair), []);
});

test('a server without tickets ignores those of clients', (t) => {
  t.false(resumed(resume(firstSession(), { listener: { tickets: 0, ticketKeys: undefined } })));
});

test('neither side resumes after the lifetime of the ticket', (t) => {
  const lifetime = { listener: { ticketLifetime: 60_000 } };
  const early = ticketPair({ connection: { session: firstSession(lifetime) } });
  t.true(early.handshake());
  t.true(resumed(early));
  const session = firstSession(lifetime);
  const { expires } = session;
  const date = early.network.now;
  t.true(expires > date && expires <= date + 61_000);
  // The server's clock is ahead: it sees an expired ticket, which the client still offers.
  const late = { wallClock: () => date + 61_000 };
  t.false(resumed(resume(session, { listener: late })));
  t.true(session.used);
  // The client's: it does not offer the ticket.
  const expired = importedWith(firstSession(lifetime), { expires: date - 1000 });
  t.false(resumed(resume(expired)));
  t.false(expired.used);
});

test('a ticket from the future is not accepted, unless the clocks differ by less than a minute', (t) => {
  const session = firstSession();
  const date = ticketPair().network.now;
  t.true(resumed(resume(session, { listener: { wallClock: () => date - 50_000 } })));
  t.false(resumed(resume(firstSession(), { listener: { wallClock: () => date - 70_000 } })));
});

test('no session outlasts seven days after its full handshake, however often it is resumed', (t) => {
  const lifetime = { ticketLifetime: WEEK };
  const session = firstSession({ listener: lifetime });
  const date = ticketPair().network.now;
  const sixDays = (6 * WEEK) / 7;
  const second = resume(session, { listener: { ...lifetime, wallClock: () => date + sixDays } });
  t.true(resumed(second));
  second.network.advance(200);
  const [next] = sessionsOf(second);
  if (next === undefined) throw new Error('no ticket');
  // The client got it a moment after the first handshake; the server limited its lifetime to the seventh day.
  t.true(next.expires <= second.network.now + WEEK / 7 + 1000, `${next.expires - date}`);
  const third = resume(next, { listener: { ...lifetime, wallClock: () => date + WEEK + 1 } });
  t.false(resumed(third));
});

test('a ticket with unknown extensions is a session like any other', (t) => {
  const pair = keyLoggedPair({}, { connection: { sessions: true } });
  pair.handshake();
  pair.network.advance(100);
  const keyedPeer = new KeyedPeer(pair, 'server');
  const body = encodeToBytes(NewSessionTicket, {
    ticketLifetime: 60,
    ticketAgeAdd: 5,
    ticketNonce: Uint8Array.of(1),
    ticket: Uint8Array.of(1, 2, 3),
    extensions: [
      { kind: 'unknown', extensionType: 0x1a1a, extensionData: Uint8Array.of(1) },
      { kind: 'early_data', extensionData: { maxEarlyDataSize: 9 } },
    ],
  });
  keyedPeer.deliver(keyedPeer.message(3, HandshakeType.new_session_ticket, 5, body));
  t.deepEqual(
    sessionsOf(pair).map(({ maxEarlyData }) => maxEarlyData),
    [9],
  );
});

test('a session never outlasts the certificate of the server', (t) => {
  const pair = ticketPair();
  const { now } = pair.network;
  const notAfter = now + 5000;
  pair.clientHost.request = (of, { id }) => {
    of.respond({ id, accept: true, publicKey: testCertificate.publicKey, notAfter }, now);
  };
  pair.network.advance(1000);
  t.is(sessionsOf(pair)[0]?.expires, notAfter);
});

for (const [what, first, second, works] of [
  ['another server name', {}, { servername: 'example.org' }, false],
  ['other application protocols', {}, { endpoint: { alpnProtocols: ['coap'] } }, false],
  ['another context of the client', {}, { connection: { sessionContext: Buffer.from('other trust') } }, false],
  ['another context of the server', {}, { listener: { sessionContext: Buffer.from('other trust') } }, false],
  [
    'equal contexts',
    { endpoint: { sessionContext: Buffer.from('a') } },
    { endpoint: { sessionContext: Buffer.from('a') } },
    true,
  ],
  ['a server that requests certificates now', {}, { listener: { requestCertificate: 'optional' } }, false],
  ['another suite with the same hash', {}, { endpoint: { cipherSuites: ['TLS_CHACHA20_POLY1305_SHA256'] } }, true],
  ['a suite with another hash', {}, { listener: { cipherSuites: ['TLS_AES_256_GCM_SHA384'] } }, false],
  ['no suite with its hash', {}, { connection: { cipherSuites: ['TLS_AES_256_GCM_SHA384'] } }, false],
  ['psk_ke, which the server does not accept', {}, { connection: { pskModes: ['psk_ke'] } }, false],
] as [string, Partial<PairOptions>, Partial<PairOptions>, boolean][]) {
  test(`a session ${works ? 'is' : 'is not'} resumed with ${what}`, (t) => {
    const pair = resume(firstSession(first), second);
    t.is(resumed(pair), works);
    t.true(exchangesData(pair));
  });
}

test('a client offers no session without a cipher suite of its hash', (t) => {
  const offers = (cipherSuites: readonly string[]) => {
    const pair = ticketPair({ connection: { session: firstSession(), cipherSuites } });
    return clientHellos(pair)[0]?.extensions.at(-1)?.kind;
  };
  t.is(offers(['TLS_AES_128_GCM_SHA256']), 'pre_shared_key');
  t.is(offers(['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256']), 'pre_shared_key');
  t.not(offers(['TLS_AES_256_GCM_SHA384']), 'pre_shared_key');
});

test('sessions work with both hashes', (t) => {
  const sha384 = { endpoint: { cipherSuites: ['TLS_AES_256_GCM_SHA384'] } };
  t.true(resumed(resume(firstSession(sha384), sha384)));
});

test('a session is resumed without a key exchange where both sides ask for that', (t) => {
  const ke = { endpoint: { pskModes: ['psk_ke'] } } as const;
  const pair = resume(firstSession(ke), ke);
  t.true(resumed(pair));
  t.is(secureEvent(pair, 'serverHost')?.group, undefined);
});

test('a client that accepts no mode of the server gets no ticket', (t) => {
  const pair = ticketPair({ connection: { pskModes: ['psk_ke'] } });
  pair.handshake();
  pair.network.advance(1000);
  t.deepEqual(sessionsOf(pair), []);
});

test('a session with an external key is resumed by a ticket, without a chain to verify', (t) => {
  const keys = { ticketKeys: [new Uint8Array(32).fill(1)], tickets: 1 };
  const first = pskPair({ connection: { sessions: true }, listener: keys });
  t.true(first.handshake());
  first.network.advance(200);
  const [session] = sessionsOf(first);
  const second = ticketPair({ connection: { session } });
  const chains = chainsOf(second, 'clientHost');
  t.true(second.handshake());
  t.true(resumed(second));
  t.deepEqual(chains, []);
});

test('the session is offered before external keys', (t) => {
  const pair = pskPair({
    connection: { session: firstSession(), psks: [sensor] },
    listener: { tickets: 1, ticketKeys: [new Uint8Array(32).fill(1)] },
  });
  t.true(pair.handshake());
  t.true(resumed(pair));
  t.is(secureEvent(pair, 'serverHost')?.pskIdentity, undefined);
});

test('a ticket that the server cannot open leaves it the external key', (t) => {
  const pair = pskPair({
    connection: { session: firstSession(), psks: [sensor] },
    listener: { tickets: 1, ticketKeys: [new Uint8Array(32).fill(2)] },
  });
  t.true(pair.handshake());
  t.false(resumed(pair));
  t.is(Buffer.from(secureEvent(pair, 'serverHost')?.pskIdentity ?? []).toString(), 'sensor 17');
});

test('a client with another key for its ticket is refused with decrypt_error', (t) => {
  const session = importedWith(firstSession(), { psk: new Uint8Array(32).fill(3) });
  const pair = ticketPair({ connection: { session } });
  t.false(pair.handshake());
  pair.network.advance(100);
  t.is(failure(pair, 'clientHost'), 'ERR_DTLS_ALERT_DECRYPT_ERROR');
  t.deepEqual(pair.serverHost.events, []);
  t.is(pair.listener.size, 0);
});

for (const requestCertificate of ['optional', 'required'] as const) {
  const listener = { requestCertificate };
  const connection = { certificate: clientCertificate };

  test(`a client that authenticated itself (${requestCertificate}) is verified again, and resumes`, (t) => {
    const session = firstSession({ listener, connection });
    const pair = ticketPair({ listener, connection: { ...connection, session } });
    const chains = chainsOf(pair, 'serverHost');
    t.true(pair.handshake());
    t.true(resumed(pair));
    t.deepEqual(
      chains.map(({ chain, subject }) => ({ chain, subject })),
      [{ chain: [testCertificate.der], subject: 'client' }],
    );
    t.true(exchangesData(pair));
  });

  test(`a client whose stored chain is refused (${requestCertificate}) may authenticate itself anew`, (t) => {
    const session = firstSession({ listener, connection });
    const pair = ticketPair({ listener, connection: { ...connection, session } });
    const { request } = pair.serverHost;
    let asked = 0;
    pair.serverHost.request = (of, applicationRequest) => {
      asked += 1;
      if (asked > 1) return request.call(pair.serverHost, of, applicationRequest);
      const error = new CertificateError('REVOKED', 'on a list');
      of.respond({ id: applicationRequest.id, accept: false, alert: 'certificate_revoked', error }, pair.network.now);
    };
    t.true(pair.handshake());
    t.false(resumed(pair));
    t.is(asked, 2);
    t.is(secureEvent(pair, 'serverHost')?.peerSignatureScheme, 'ecdsa_secp256r1_sha256');
  });
}

test('a client without a certificate resumes where one is optional', (t) => {
  const listener = { requestCertificate: 'optional' } as const;
  t.true(resumed(resume(firstSession({ listener }), { listener })));
});

test('a ticket for a client without a certificate is not accepted where one is required', (t) => {
  const session = firstSession({ listener: { requestCertificate: 'optional' } });
  const pair = ticketPair({ connection: { session }, listener: { requestCertificate: 'required' } });
  t.false(pair.handshake());
  t.is(failure(pair, 'serverHost'), 'ERR_DTLS_PEER_CERTIFICATE_REQUIRED');
});

test('a session never outlasts the certificate of the client', (t) => {
  const pair = ticketPair({
    listener: { requestCertificate: 'required' },
    connection: { certificate: clientCertificate },
  });
  const notAfter = pair.network.now + 5000;
  pair.serverHost.request = (of, { id }) => {
    of.respond({ id, accept: true, publicKey: testCertificate.publicKey, notAfter }, pair.network.now);
  };
  pair.network.advance(1000);
  t.true((sessionsOf(pair)[0]?.expires ?? Number.POSITIVE_INFINITY) <= notAfter);
});

test('a chain that is too long for a ClientHello gets no ticket', (t) => {
  const chain = [testCertificate.der, new Uint8Array(2100)];
  const pair = ticketPair({
    listener: { requestCertificate: 'required' },
    connection: { certificate: { ...clientCertificate, chain } },
  });
  t.true(pair.handshake());
  pair.network.advance(1000);
  t.deepEqual(sessionsOf(pair), []);
});

test('the sessions of a connection that fails are discarded, and those of one that closes are not', (t) => {
  const closed = ticketPair();
  closed.handshake();
  closed.network.advance(200);
  closed.close('client');
  closed.network.advance(5000);
  t.truthy(sessionsOf(closed)[0]?.export());
  const failed = ticketPair({ endpoint: { keylog: true } });
  failed.handshake();
  failed.network.advance(200);
  const [session] = sessionsOf(failed);
  const keyedPeer = new KeyedPeer(failed, 'server');
  t.truthy(session?.export());
  keyedPeer.deliver(keyedPeer.record(3, ContentType.alert, Uint8Array.of(2, AlertDescription.internal_error)));
  t.is(failure(failed, 'clientHost'), 'ERR_DTLS_ALERT_INTERNAL_ERROR');
  t.is(session?.export(), undefined);
});

test('bytes that are no exported session are refused with a typed error, whatever they are', (t) => {
  const bytes = firstSession().export() ?? new Uint8Array();
  const refused = { code: 'ERR_WIRECHART_CONFIG', message: /^session: / };
  for (let length = 0; length < bytes.length; length++)
    t.throws(() => importSession(bytes.subarray(0, length)), refused);
  for (const value of [undefined, null, 'text', 7, {}]) t.throws(() => importSession(value as Uint8Array), refused);
  const random = new SeededRandom(10);
  for (let round = 0; round < 300; round++) {
    const changed = bytes.slice();
    const at = random.bits() % changed.length;
    changed[at] = random.bits() & 0xff;
    let session: Session;
    try {
      session = importSession(changed);
    } catch (error) {
      t.true(error instanceof ConfigError);
      continue;
    }
    const pair = ticketPair({ connection: { session } });
    pair.handshake();
    pair.network.advance(100);
    const end = failure(pair, 'clientHost');
    t.true([undefined, 'ERR_DTLS_ALERT_DECRYPT_ERROR', 'ERR_DTLS_CERTIFICATE_UNKNOWN_ISSUER'].includes(end), end);
  }
});

test('a NewSessionTicket with a lifetime of 0 is dropped', (t) => {
  const pair = keyLoggedPair({}, { connection: { sessions: true } });
  pair.handshake();
  pair.network.advance(100);
  const keyedPeer = new KeyedPeer(pair, 'server');
  const message = (ticketLifetime: number) =>
    encodeToBytes(NewSessionTicket, {
      ticketLifetime,
      ticketAgeAdd: 5,
      ticketNonce: Uint8Array.of(1),
      ticket: Uint8Array.of(1, 2, 3),
      extensions: [],
    });
  keyedPeer.deliver(keyedPeer.message(3, HandshakeType.new_session_ticket, 5, message(0)));
  t.deepEqual(sessionsOf(pair), []);
  keyedPeer.deliver(keyedPeer.message(3, HandshakeType.new_session_ticket, 6, message(2 ** 32 - 1)));
  const secureAt = pair.clientHost.events.find(({ event }) => event.kind === 'secure')?.at ?? 0;
  t.is(sessionsOf(pair)[0]?.expires, Math.floor(secureAt) + WEEK, 'seven days after the handshake');
});

test('a client keeps at most 32 sessions of a connection', (t) => {
  const pair = keyLoggedPair({}, { connection: { sessions: true } });
  pair.handshake();
  pair.network.advance(100);
  const keyedPeer = new KeyedPeer(pair, 'server');
  for (let seq = 5; seq < 45; seq++) {
    const ticketNonce = Uint8Array.of(seq);
    const ticket = Uint8Array.of(seq);
    const body = encodeToBytes(NewSessionTicket, {
      ticketLifetime: 100,
      ticketAgeAdd: 5,
      ticketNonce,
      ticket,
      extensions: [],
    });
    keyedPeer.deliver(keyedPeer.message(3, HandshakeType.new_session_ticket, seq, body));
  }
  t.is(sessionsOf(pair).length, 32);
});

test('resumption works under loss', (t) => {
  for (let seed = 0; seed < 30; seed++) {
    const network = { seed, loss: 0.3, jitter: 20, duplication: 0.1 };
    const pair = ticketPair({
      network,
      connection: { session: firstSession() },
      listener: { cookies: seed % 2 === 0 ? 'always' : 'never' },
    });
    t.true(pair.handshake(), `seed ${seed}`);
    t.true(resumed(pair));
  }
});
