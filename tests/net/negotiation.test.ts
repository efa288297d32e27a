import test, { type ExecutionContext } from 'ava';
import { createPortableProvider } from '../../runtime/crypto/portable/index.ts';
import {
  AlertError,
  type ConnectOptions,
  connect,
  type DtlsSession,
  type ListenOptions,
  listen,
} from '../../runtime/net/index.ts';
import { testRsaCertificate } from '../../runtime/testing/index.ts';
import { localhostPair } from '../certificates/authority.ts';

const { ca, server } = await localhostPair();

/** Both ends of one session; the server's once its handshake is over. */
async function open(t: ExecutionContext, ours: Partial<ListenOptions>, theirs: ConnectOptions) {
  const accepting: { resolve: (session: DtlsSession) => void } = { resolve: () => {} };
  const accepted = new Promise<DtlsSession>((resolve) => {
    accepting.resolve = resolve;
  });
  const identity = { cert: server.pem, key: server.key, host: '127.0.0.1', port: 0 };
  const endpoint = listen((session) => accepting.resolve(session), { ...identity, ...ours });
  t.teardown(() => endpoint.destroy());
  const client = connect('localhost', endpoint.address().port, { ca: ca.pem, initialTimeout: 200, ...theirs });
  t.teardown(() => client.destroy());
  const result = await client.opened;
  const session = await accepted;
  return { client, session, result, other: await session.opened };
}

test('the application protocol is the first of the server’s that the client offers', async (t) => {
  const { client, session, result } = await open(t, { alpn: ['webrtc', 'coap'] }, { alpn: ['h3', 'coap', 'webrtc'] });
  t.is(client.alpnProtocol, 'webrtc');
  t.is(session.alpnProtocol, 'webrtc');
  t.is(result.alpnProtocol, 'webrtc');
});

test('without a list on one side there is no application protocol', async (t) => {
  for (const [ours, theirs] of [
    [{}, { alpn: ['coap'] }],
    [{ alpn: ['coap'] }, {}],
  ]) {
    const { client, session } = await open(t, ours ?? {}, theirs ?? {});
    t.is(client.alpnProtocol, undefined);
    t.is(session.alpnProtocol, undefined);
  }
});

test('no common application protocol ends the handshake with no_application_protocol', async (t) => {
  const error = await t.throwsAsync(open(t, { alpn: ['coap'] }, { alpn: ['webrtc'] }), { instanceOf: AlertError });
  t.is(error?.alert, 'no_application_protocol');
});

test('suites and groups are selected from the lists of both sides', async (t) => {
  const { result, other } = await open(
    t,
    { ciphers: 'TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256' },
    { ciphers: 'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256', ecdhCurve: 'P-256' },
  );
  t.is(result.cipherSuite, 'TLS_CHACHA20_POLY1305_SHA256');
  t.is(result.group, 'secp256r1');
  t.is(other.group, 'secp256r1');
});

test('a server with an RSA key signs with RSASSA-PSS, and one that cannot be verified is never chosen', async (t) => {
  const cert = [testRsaCertificate.der];
  const identity = { cert, key: testRsaCertificate.privateKey };
  const { result, client } = await open(t, identity, { ca: cert });
  t.is(result.peerSignatureScheme, 'rsa_pss_rsae_sha256');
  t.true(client.authorized);
  const portable = { ca: cert, provider: createPortableProvider() };
  const error = await t.throwsAsync(open(t, identity, portable), { instanceOf: AlertError });
  t.is(error?.alert, 'handshake_failure', 'the portable provider has no RSA and does not offer it');
});

test('nothing in common is a handshake failure', async (t) => {
  const lists = [{ ecdhCurve: 'X25519' }, { ecdhCurve: 'P-256' }] as const;
  const error = await t.throwsAsync(open(t, lists[0], lists[1]), { instanceOf: AlertError });
  t.is(error?.alert, 'handshake_failure');
});

test('a server that selects another group than the first share sends a HelloRetryRequest', async (t) => {
  const ours = { ecdhCurve: 'P-256', cookies: 'never' } as const;
  const { client, session, result } = await open(t, ours, { ecdhCurve: 'X25519:P-256' });
  t.is(result.group, 'secp256r1');
  t.true(client.helloRetry);
  t.true(session.helloRetry);
  t.true(result.helloRetry);
});

test('every handshake has a HelloRetryRequest for the cookie, unless cookies is never', async (t) => {
  t.true((await open(t, {}, {})).client.helloRetry);
  t.false((await open(t, { cookies: 'never' }, {})).client.helloRetry);
});

test('a client without a key share gets a HelloRetryRequest', async (t) => {
  const { client, result } = await open(t, { cookies: 'never' }, { ecdhCurve: 'X25519', keyShares: '' });
  t.true(client.helloRetry);
  t.is(result.group, 'x25519');
  const both = await open(t, { ecdhCurve: 'P-256', cookies: 'never' }, { keyShares: 'X25519:P-256' });
  t.is(both.result.group, 'secp256r1');
  t.false(both.client.helloRetry);
});

test('an SRTP profile has two accepted names', async (t) => {
  const { client, session } = await open(
    t,
    { srtp: 'SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_HMAC_SHA1_80' },
    { srtp: 'SRTP_AES128_CM_SHA1_80' },
  );
  t.is(client.srtpProfile, 'SRTP_AES128_CM_HMAC_SHA1_80');
  t.is(session.srtpProfile, 'SRTP_AES128_CM_HMAC_SHA1_80');
});

test('a server gets the name of a client’s server_name, and none where the client has an address', async (t) => {
  const { client, session } = await open(t, {}, {});
  t.is(client.servername, 'localhost');
  t.is(session.servername, 'localhost');
  const silent = await open(t, {}, { servername: '' });
  t.is(silent.session.servername, undefined);
});

test('both sides export the same keying material, while the session is open', async (t) => {
  const { client, session } = await open(t, {}, {});
  const ours = client.exportKeyingMaterial(60, 'EXTRACTOR-dtls_srtp');
  t.is(ours.length, 60);
  t.deepEqual(session.exportKeyingMaterial(60, 'EXTRACTOR-dtls_srtp'), ours);
  t.deepEqual(session.exportKeyingMaterial(60, 'EXTRACTOR-dtls_srtp', new Uint8Array(0)), ours);
  t.notDeepEqual(session.exportKeyingMaterial(60, 'EXTRACTOR-dtls_srtp', Uint8Array.of(0)), ours);
  t.notDeepEqual(session.exportKeyingMaterial(60, 'EXPORTER-other'), ours);
  const again = await open(t, {}, {});
  t.notDeepEqual(again.client.exportKeyingMaterial(60, 'EXTRACTOR-dtls_srtp'), ours);
  t.throws(() => client.exportKeyingMaterial(-1, 'EXPORTER-other'), { code: 'ERR_WIRECHART_CONFIG' });
  t.throws(() => client.exportKeyingMaterial(10, ''), { code: 'ERR_WIRECHART_CONFIG' });
  await client.close();
  t.throws(() => client.exportKeyingMaterial(10, 'EXPORTER-other'), { code: 'ERR_DTLS_NOT_OPEN' });
  const early = connect('127.0.0.1', 9, { rejectUnauthorized: false });
  t.throws(() => early.exportKeyingMaterial(10, 'EXPORTER-other'), { code: 'ERR_DTLS_NOT_OPEN' });
  early.destroy();
});
