import test from 'ava';
import { ClientHello } from '../../../../generated/dtls13/wire/client-hello.ts';
import { ServerHello } from '../../../../generated/dtls13/wire/server-hello.ts';
import { importSession, type PskRequest } from '../../../../runtime/dtls13/index.ts';
import { digits } from '../../../crypto/hex.ts';
import { tamper } from '../../hostile/tampering.ts';
import { exchangesData, failure, knows, pskPair, secureEvent, sensor, sessionsOf } from './psk-pair.ts';

const imported = { ...sensor, importContext: Buffer.from('a to b') };

for (const cookies of ['never', 'always'] as const) {
  for (const [what, psk] of [
    ['an external key', sensor],
    ['an imported key', imported],
  ] as const) {
    test(`both sides are authenticated by ${what}, with cookies: ${cookies}`, (t) => {
      const pair = pskPair({ connection: { psks: [psk] }, listener: { cookies } });
      t.true(pair.handshake());
      for (const host of ['clientHost', 'serverHost'] as const) {
        const event = secureEvent(pair, host);
        t.is(Buffer.from(event?.pskIdentity ?? []).toString(), 'sensor 17');
        t.is(event?.resumed, false);
        t.is(event?.group, 'x25519');
        t.is(event?.peerSignatureScheme, undefined);
        t.is(event?.helloRetry, cookies === 'always');
      }
      t.true(exchangesData(pair));
      const [ours, theirs] = [pair.client, pair.server].map((side) =>
        digits(side?.exportKeyingMaterial('EXPORTER-test', new Uint8Array(), 32)),
      );
      t.is(ours, theirs);
    });
  }
}

test('a server without a certificate accepts a client with a key', (t) => {
  const pair = pskPair({ listener: { certificate: undefined } });
  t.true(pair.handshake());
  t.true(exchangesData(pair));
});

test('a server without a certificate refuses an unknown identity with unknown_psk_identity', (t) => {
  const pair = pskPair({ listener: { certificate: undefined } }, () => undefined);
  t.false(pair.handshake());
  pair.network.advance(100);
  t.is(failure(pair, 'serverHost'), 'ERR_DTLS_PEER_UNKNOWN_PSK_IDENTITY');
  t.is(failure(pair, 'clientHost'), 'ERR_DTLS_ALERT_UNKNOWN_PSK_IDENTITY');
});

test('a server without a certificate refuses a client without a key with handshake_failure', (t) => {
  const pair = pskPair({ connection: { psks: [] }, listener: { certificate: undefined } });
  t.false(pair.handshake());
  pair.network.advance(100);
  t.is(failure(pair, 'clientHost'), 'ERR_DTLS_ALERT_HANDSHAKE_FAILURE');
  t.deepEqual(pair.serverHost.events, []);
});

test('a resumed session has the identity of the key that authenticated the first one', (t) => {
  const listener = { externalPsks: true, tickets: 1, ticketKeys: [new Uint8Array(32).fill(1)] };
  const connection = { psks: [imported], sessions: true };
  const first = pskPair({ connection, listener });
  t.true(first.handshake());
  first.network.advance(200);
  const [session] = sessionsOf(first);
  t.truthy(session);
  const exported = importSession(session?.export() ?? new Uint8Array());
  let asked = 0;
  const second = pskPair({ connection: { ...connection, session: exported }, listener }, () => {
    asked += 1;
    return undefined;
  });
  t.true(second.handshake());
  second.network.advance(200);
  for (const host of ['clientHost', 'serverHost'] as const) {
    t.true(secureEvent(second, host)?.resumed);
    t.is(Buffer.from(secureEvent(second, host)?.pskIdentity ?? []).toString(), 'sensor 17');
  }
  t.is(asked, 0);
  const [third] = sessionsOf(second);
  const again = pskPair({ connection: { ...connection, session: third }, listener });
  t.true(again.handshake());
  t.is(Buffer.from(secureEvent(again, 'serverHost')?.pskIdentity ?? []).toString(), 'sensor 17');
});

test('an unknown identity leads to a handshake with certificates', (t) => {
  const pair = pskPair({}, () => undefined);
  t.true(pair.handshake());
  t.is(secureEvent(pair, 'clientHost')?.pskIdentity, undefined);
  t.is(secureEvent(pair, 'clientHost')?.peerSignatureScheme, 'ecdsa_secp256r1_sha256');
});

test('a server that knows no keys is not asked, and uses its certificate', (t) => {
  let asked = 0;
  const pair = pskPair({ listener: { externalPsks: false } }, () => {
    asked += 1;
    return undefined;
  });
  t.true(pair.handshake());
  t.is(asked, 0);
  t.is(secureEvent(pair, 'clientHost')?.peerSignatureScheme, 'ecdsa_secp256r1_sha256');
});

test('a client that requires a key refuses a server without one with missing_extension', (t) => {
  // The server has to ignore that no signature algorithms are offered.
  const pair = pskPair({ connection: { pskRequired: true } });
  tamper(pair.clientHost, ServerHello, (hello) => ({
    ...hello,
    extensions: hello.extensions.filter(({ kind }) => kind !== 'pre_shared_key'),
  }));
  t.false(pair.handshake());
  pair.network.advance(100);
  t.is(failure(pair, 'clientHost'), 'ERR_DTLS_PEER_MISSING_EXTENSION');
  t.true(pair.network.datagrams.some(({ from, bytes }) => from === 'client' && bytes[0] === 21));
});

test('a client that requires a key offers no signature algorithms', (t) => {
  const pair = pskPair({ connection: { pskRequired: true } });
  const hellos: string[][] = [];
  tamper(pair.serverHost, ClientHello, (hello) => {
    hellos.push(hello.extensions.map(({ kind }) => kind));
    return hello;
  });
  t.true(pair.handshake());
  t.is(Buffer.from(secureEvent(pair, 'serverHost')?.pskIdentity ?? []).toString(), 'sensor 17');
  t.false(hellos[0]?.some((kind) => kind.startsWith('signature_algorithms')));
  const refused = pskPair({ connection: { pskRequired: true } }, () => undefined);
  t.false(refused.handshake());
  refused.network.advance(100);
  t.is(failure(refused, 'clientHost'), 'ERR_DTLS_ALERT_MISSING_EXTENSION');
});

test('a client with another key is refused with decrypt_error', (t) => {
  const pair = pskPair({}, knows({ ...sensor, key: new Uint8Array(32).fill(8) }));
  t.false(pair.handshake());
  pair.network.advance(100);
  t.is(failure(pair, 'serverHost'), 'ERR_DTLS_PEER_DECRYPT_ERROR');
  t.is(failure(pair, 'clientHost'), 'ERR_DTLS_ALERT_DECRYPT_ERROR');
});

test('a key that only one side imports is refused with decrypt_error', (t) => {
  const asItIs = ({ identities }: PskRequest) => ({ index: 0, key: sensor.key, imported: identities.length < 0 });
  const pair = pskPair({ connection: { psks: [imported] } }, asItIs);
  t.false(pair.handshake());
  t.is(failure(pair, 'serverHost'), 'ERR_DTLS_PEER_DECRYPT_ERROR');
});

test('a key that only the server imports is not used, because its identity has no context', (t) => {
  const pair = pskPair({}, () => ({ index: 0, key: sensor.key, imported: true }));
  t.true(pair.handshake());
  t.is(secureEvent(pair, 'serverHost')?.pskIdentity, undefined);
});

test('the application is asked once for the identities that fit the cipher suite, at most 8', (t) => {
  const requests: PskRequest[] = [];
  const found = (request: PskRequest) => {
    requests.push(request);
    return undefined;
  };
  const key = new Uint8Array(32).fill(8);
  const others = [1, 2, 3, 4, 5, 6, 7].map((byte) => ({ key, identity: Uint8Array.of(byte) }));
  pskPair({ connection: { psks: [imported, ...others] } }, found).handshake();
  const [request] = requests;
  t.is(requests.length, 1);
  t.is(request?.hash, 'sha256');
  t.is(request?.servername, 'localhost');
  // Of the two imported identities the one for SHA-384 does not fit; it is one of the first eight.
  t.is(request?.identities.length, 7);
  t.is(Buffer.from(request?.identities[0]?.imported?.externalIdentity ?? []).toString(), 'sensor 17');
  t.is(Buffer.from(request?.identities[0]?.imported?.context ?? []).toString(), 'a to b');
  t.deepEqual(
    request?.identities.slice(1).map(({ identity }) => identity[0]),
    [1, 2, 3, 4, 5, 6],
  );
});

test('the identities of the application are copies that outlast the datagram', (t) => {
  const kept: Uint8Array[] = [];
  const pair = pskPair({}, ({ identities }) => {
    kept.push(...identities.map(({ identity }) => identity));
    return knows(sensor)({ identities } as PskRequest);
  });
  t.true(pair.handshake());
  pair.network.advance(1000);
  t.is(Buffer.from(kept[0] ?? []).toString(), 'sensor 17');
});

for (const [hash, cipherSuites] of [
  ['sha256', ['TLS_AES_128_GCM_SHA256']],
  ['sha384', ['TLS_AES_256_GCM_SHA384']],
] as const) {
  test(`a key with ${hash} is used with a suite of this hash only`, (t) => {
    const psk = { ...sensor, hash };
    const pair = pskPair({ connection: { psks: [psk] }, listener: { cipherSuites } }, knows(psk));
    t.true(pair.handshake());
    t.truthy(secureEvent(pair, 'serverHost')?.pskIdentity);
    const other = hash === 'sha256' ? ['TLS_AES_256_GCM_SHA384'] : ['TLS_AES_128_GCM_SHA256'];
    const full = pskPair({ connection: { psks: [psk] }, listener: { cipherSuites: other } }, knows(psk));
    t.true(full.handshake());
    t.is(secureEvent(full, 'serverHost')?.pskIdentity, undefined);
  });

  test(`an imported key is used with ${hash}, whatever its own hash`, (t) => {
    for (const own of ['sha256', 'sha384'] as const) {
      const psk = { ...imported, hash: own };
      const pair = pskPair({ connection: { psks: [psk] }, listener: { cipherSuites } }, knows(psk));
      t.true(pair.handshake());
      t.is(Buffer.from(secureEvent(pair, 'serverHost')?.pskIdentity ?? []).toString(), 'sensor 17');
    }
  });
}

test('after a HelloRetryRequest the client offers only keys for the selected suite', (t) => {
  const requests: PskRequest[] = [];
  const keys = [
    { ...sensor, identity: Buffer.from('384'), hash: 'sha384' as const },
    { ...sensor, identity: Buffer.from('256') },
  ];
  const pair = pskPair(
    { connection: { psks: keys }, listener: { cookies: 'always', cipherSuites: ['TLS_AES_128_GCM_SHA256'] } },
    (request) => {
      requests.push(request);
      return { index: 0, key: sensor.key };
    },
  );
  t.true(pair.handshake());
  t.deepEqual(
    requests[0]?.identities.map(({ identity }) => Buffer.from(identity).toString()),
    ['256'],
  );
  t.is(Buffer.from(secureEvent(pair, 'clientHost')?.pskIdentity ?? []).toString(), '256');
});

for (const cookies of ['never', 'always'] as const) {
  test(`without a key exchange only the key protects the connection, with cookies: ${cookies}`, (t) => {
    const pskModes = ['psk_ke'] as const;
    const pair = pskPair({ endpoint: { pskModes }, listener: { cookies } });
    t.true(pair.handshake());
    t.is(secureEvent(pair, 'clientHost')?.group, undefined);
    t.is(secureEvent(pair, 'serverHost')?.group, undefined);
    t.true(exchangesData(pair));
  });
}

for (const cookies of ['never', 'always'] as const) {
  test(`a server without a certificate requests no key share for psk_ke, with cookies: ${cookies}`, (t) => {
    const connection = { psks: [sensor], keyShares: [] };
    const listener = { cookies, certificate: undefined };
    const pair = pskPair({ endpoint: { pskModes: ['psk_ke'] }, connection, listener });
    t.true(pair.handshake());
    t.is(secureEvent(pair, 'clientHost')?.helloRetry, cookies === 'always');
    t.is(secureEvent(pair, 'clientHost')?.group, undefined);
    // A server with a certificate may need the share.
    const other = pskPair({ endpoint: { pskModes: ['psk_ke'] }, connection, listener: { cookies } });
    t.true(other.handshake());
    t.true(secureEvent(other, 'clientHost')?.helloRetry);
  });
}

test('a server that wants a key exchange does not accept psk_ke', (t) => {
  const pair = pskPair({ connection: { pskModes: ['psk_ke'] } });
  t.true(pair.handshake());
  t.is(secureEvent(pair, 'serverHost')?.pskIdentity, undefined);
  t.is(secureEvent(pair, 'serverHost')?.group, 'x25519');
});

test('the server selects the first of its modes that the client lists', (t) => {
  const both = ['psk_ke', 'psk_dhe_ke'] as const;
  const pair = pskPair({ connection: { pskModes: both }, listener: { pskModes: ['psk_dhe_ke', 'psk_ke'] } });
  t.true(pair.handshake());
  t.is(secureEvent(pair, 'serverHost')?.group, 'x25519');
  const reversed = pskPair({ connection: { pskModes: ['psk_dhe_ke', 'psk_ke'] }, listener: { pskModes: both } });
  t.true(reversed.handshake());
  t.is(secureEvent(reversed, 'serverHost')?.group, undefined);
});

test('a server that requests certificates requests none from a client with a key', (t) => {
  const pair = pskPair({ listener: { requestCertificate: 'required' } });
  t.true(pair.handshake());
  t.truthy(secureEvent(pair, 'serverHost')?.pskIdentity);
});

test('a late response continues the handshake, a second one has no effect', (t) => {
  const pair = pskPair();
  const ids: number[] = [];
  pair.serverHost.request = (_of, request) => {
    ids.push(request.id);
  };
  pair.network.advance(5000);
  t.is(ids.length, 1);
  t.is(secureEvent(pair, 'serverHost'), undefined);
  const id = ids[0] as number;
  pair.listener.respond({ id, psk: { index: 0, key: sensor.key } }, pair.network.now);
  pair.serverHost.drain();
  t.true(pair.handshake());
  pair.listener.respond({ id, psk: undefined }, pair.network.now);
  pair.serverHost.drain();
  t.true(exchangesData(pair));
  t.is(pair.listener.statistics.responsesIgnored, 1);
});

test('without a response the handshake ends at its timeout, with an alert', (t) => {
  const pair = pskPair({ listener: { handshakeTimeout: 4000 } });
  pair.serverHost.request = () => {};
  pair.network.advance(10_000);
  t.is(failure(pair, 'serverHost'), 'ERR_DTLS_TIMEOUT');
  t.is(failure(pair, 'clientHost'), 'ERR_DTLS_ALERT_INTERNAL_ERROR');
  t.is(pair.listener.size, 0);
});

test('invalid responses throw, and the request remains open', (t) => {
  const pair = pskPair();
  let id = -1;
  pair.serverHost.request = (_of, request) => {
    id = request.id;
  };
  pair.network.advance(100);
  const { now } = pair.network;
  const key = sensor.key;
  for (const psk of [
    { index: 0, key: new Uint8Array() },
    { index: -1, key },
    { index: 0.5, key },
    { index: 0, key: 'text' as unknown as Uint8Array },
    { index: 0, key, hash: 'md5' as 'sha256' },
    { index: 0, key, imported: 1 as unknown as boolean },
  ]) {
    t.throws(() => pair.listener.respond({ id, psk }, now), { code: 'ERR_WIRECHART_CONFIG' });
  }
  t.throws(() => pair.listener.respond({ id, accept: true, publicKey: key }, now), {
    code: 'ERR_WIRECHART_CONFIG',
    message: /^psk: the request is of kind psk/,
  });
  pair.listener.respond({ id, psk: { index: 0, key } }, now);
  pair.serverHost.drain();
  t.true(pair.handshake());
});

test('an index without an identity is an unknown identity', (t) => {
  const pair = pskPair({}, () => ({ index: 1, key: sensor.key }));
  t.true(pair.handshake());
  t.is(secureEvent(pair, 'serverHost')?.pskIdentity, undefined);
});

test('a client that repeats its hello during the lookup is answered after it', (t) => {
  const pair = pskPair({ endpoint: { initialTimeout: 200 } });
  let asked = 0;
  let id = -1;
  pair.serverHost.request = (_of, request) => {
    asked += 1;
    id = request.id;
  };
  pair.network.advance(2500);
  t.true(pair.client.statistics.retransmissions >= 2);
  t.is(asked, 1);
  t.is(pair.listener.size, 1);
  t.is(pair.listener.statistics.datagramsSent, 0);
  pair.listener.respond({ id, psk: { index: 0, key: sensor.key } }, pair.network.now);
  pair.serverHost.drain();
  t.true(pair.handshake());
});

test('a handshake with a key survives loss', (t) => {
  for (let seed = 0; seed < 40; seed++) {
    const pair = pskPair({
      network: { seed, loss: 0.3, jitter: 20, duplication: 0.1 },
      listener: { cookies: seed % 2 === 0 ? 'always' : 'never' },
    });
    t.true(pair.handshake(), `seed ${seed}`);
    t.truthy(secureEvent(pair, 'serverHost')?.pskIdentity);
  }
});
