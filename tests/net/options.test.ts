import test from 'ava';
import { SystemError } from '../../runtime/errors/system-error.ts';
import { ConfigError, connect, listen } from '../../runtime/net/index.ts';
import { issue, localhostPair } from '../certificates/authority.ts';

const { ca, server } = await localhostPair();
const smallRsa = await issue({
  key: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 1024, publicExponent: Uint8Array.of(1, 0, 1) },
});
const identity = { cert: server.pem, key: server.key, port: 0, host: '127.0.0.1' };

const connecting: readonly [option: string, call: () => unknown][] = [
  ['host', () => connect('', 1)],
  ['host', () => connect(7 as never, 1)],
  ['host', () => connect('a b', 1)],
  ['port', () => connect('localhost', 0)],
  ['port', () => connect('localhost', 65_536)],
  ['port', () => connect('localhost', '4433' as never)],
  ['port', () => connect('localhost', undefined as never)],
  ['options', () => connect('localhost', 1, 'ca' as never)],
  ['options', () => connect('localhost', 1, null as never)],
  ['rejectUnauthorized', () => connect('localhost', 1, { rejectUnauthorized: 0 as never })],
  ['allowHalfOpen', () => connect('localhost', 1, { allowHalfOpen: 'yes' as never })],
  ['signal', () => connect('localhost', 1, { signal: new AbortController() as never })],
  ['provider', () => connect('localhost', 1, { provider: {} as never })],
  ['sockets', () => connect('localhost', 1, { sockets: {} as never })],
  ['sockets', () => connect('localhost', 1, { sockets: { name: 'mine' } as never })],
  ['sockets', () => listen(() => {}, { ...identity, sockets: 'dgram' as never })],
  ['sockets', () => listen(() => {}, { ...identity, sockets: { open: () => {} } as never })],
  ['replayWindow', () => connect('localhost', 1, { replayWindow: 100 })],
  ['maxTimeout', () => connect('localhost', 1, { maxTimeout: Symbol('a minute') as never })],
  ['servername', () => connect('localhost', 1, { servername: 7 as never })],
  ['initialTimeout', () => connect('localhost', 1, { initialTimeout: 0 })],
  ['mtu', () => connect('localhost', 1, { mtu: 100 })],
  ['fallbackMtu', () => connect('localhost', 1, { fallbackMtu: 65_508 })],
  ['udpTTL', () => connect('localhost', 1, { udpTTL: 256 })],
  ['fallbackMtu', () => connect('localhost', 1, { fallbackMtu: 100 })],
  ['retransmitBackoff', () => connect('localhost', 1, { retransmitBackoff: 0 })],
  ['idleTimeout', () => connect('localhost', 1, { idleTimeout: 0 })],
  ['bindPort', () => connect('localhost', 1, { bindPort: -1 })],
  ['bindHost', () => connect('localhost', 1, { bindHost: 'localhost' })],
  ['servername', () => connect('localhost', 1, { servername: '192.0.2.1' })],
  ['servername', () => connect('localhost', 1, { servername: `${'a'.repeat(300)}` })],
  ['ca', () => connect('localhost', 1, { ca: 'not PEM' })],
  ['ca', () => connect('localhost', 1, { ca: [] })],
  ['keylog', () => connect('localhost', 1, { keylog: 'file' as never })],
  ['maxQueuedMessages', () => connect('localhost', 1, { maxQueuedMessages: 0 })],
  ['cert', () => connect('localhost', 1, { key: server.key })],
  ['key', () => connect('localhost', 1, { cert: server.pem })],
  ['key', () => connect('localhost', 1, { cert: server.pem, key: ca.key })],
  ['key', () => connect('localhost', 1, { cert: smallRsa.pem, key: smallRsa.key })],
  ['requestCert', () => connect('localhost', 1, { requestCert: true } as never)],
  ['alpn', () => connect('localhost', 1, { alpn: 'coap' as never })],
  ['alpn', () => connect('localhost', 1, { alpn: [] })],
  ['alpn', () => connect('localhost', 1, { alpn: ['coap', ''] })],
  ['alpn', () => connect('localhost', 1, { alpn: ['x'.repeat(256)] })],
  ['alpn', () => connect('localhost', 1, { alpn: ['coap', 'coap'] })],
  ['srtp', () => connect('localhost', 1, { srtp: 'SRTP_NULL_OF_NOTHING' })],
  ['srtp', () => connect('localhost', 1, { srtp: ['SRTP_AEAD_AES_128_GCM'] as never })],
  ['ciphers', () => connect('localhost', 1, { ciphers: 'TLS_NULL_WITH_NULL_NULL' })],
  ['ciphers', () => connect('localhost', 1, { ciphers: '' })],
  ['ecdhCurve', () => connect('localhost', 1, { ecdhCurve: 'P-192' })],
  ['ecdhCurve', () => connect('localhost', 1, { ecdhCurve: 'P-256:prime256v1' })],
  ['keyShares', () => connect('localhost', 1, { ecdhCurve: 'X25519', keyShares: 'P-256' })],
  ['checkServerIdentity', () => connect('localhost', 1, { checkServerIdentity: () => {} } as never)],
  ['ALPNProtocols', () => connect('localhost', 1, { ALPNProtocols: ['coap'] } as never)],
];

for (const [option, call] of connecting) {
  test(`connect names the option at fault: ${option} in ${String(call).slice(6)}`, (t) => {
    t.like(t.throws(call, { instanceOf: ConfigError }), { option });
  });
}

const listening: readonly [option: string, call: () => unknown][] = [
  ['onsession', () => listen(undefined as never, identity)],
  ['options', () => listen(() => {}, undefined as never)],
  ['port', () => listen(() => {}, { ...identity, port: undefined as never })],
  ['port', () => listen(() => {}, { ...identity, port: 70_000 })],
  ['host', () => listen(() => {}, { ...identity, host: null as never })],
  ['host', () => listen(() => {}, { ...identity, host: '' })],
  ['ipv6Only', () => listen(() => {}, { ...identity, ipv6Only: 1 as never })],
  ['rejectUnauthorized', () => listen(() => {}, { ...identity, rejectUnauthorized: '' as never })],
  ['signal', () => listen(() => {}, { ...identity, signal: null as never })],
  ['cert', () => listen(() => {}, { ...identity, cert: undefined as never })],
  ['key', () => listen(() => {}, { ...identity, key: 'nonsense' })],
  ['maxSessions', () => listen(() => {}, { ...identity, maxSessions: 0 })],
  ['maxHandshakes', () => listen(() => {}, { ...identity, maxHandshakes: 2 ** 25 })],
  ['maxHelloSize', () => listen(() => {}, { ...identity, maxHelloSize: 2 ** 20 })],
  ['mtu', () => listen(() => {}, { ...identity, mtu: 70_000 })],
  ['ca', () => listen(() => {}, { ...identity, requestCert: true })],
  ['ca', () => listen(() => {}, { ...identity, requestCert: true, ca: 'not PEM' })],
  ['ca', () => listen(() => {}, { ...identity, ca: server.pem })],
  ['requestCert', () => listen(() => {}, { ...identity, ca: ca.pem, requestCert: 'perhaps' as never })],
  ['verifyPeer', () => listen(() => {}, { ...identity, verifyPeer: () => {} })],
  ['cookies', () => listen(() => {}, { ...identity, cookies: 'sometimes' as never })],
  ['cookieKeys', () => listen(() => {}, { ...identity, cookieKeys: [new Uint8Array(8)] })],
  ['maxFragmentedHellos', () => listen(() => {}, { ...identity, maxFragmentedHellos: 0 })],
  ['maxHelloSize', () => listen(() => {}, { ...identity, maxHelloSize: 0 })],
  ['servername', () => listen(() => {}, { ...identity, servername: 'localhost' } as never)],
  ['ciphers', () => listen(() => {}, { ...identity, ciphers: 'TLS_AES_128_GCM_SHA256:' })],
  ['handshakeTimeout', () => listen(() => {}, { ...identity, handshakeTimeout: -5 })],
];

for (const [option, call] of listening) {
  test(`listen names the option at fault: ${option} in ${String(call).slice(6)}`, (t) => {
    t.like(t.throws(call, { instanceOf: ConfigError }), { option });
  });
}

test('a port in use throws the error of the operating system', async (t) => {
  const endpoint = listen(() => {}, identity);
  const { port } = endpoint.address();
  t.throws(() => listen(() => {}, { ...identity, port }), { instanceOf: SystemError, code: 'EADDRINUSE' });
  await endpoint.close();
});

test('an option that is undefined is not given', async (t) => {
  const unset = { mtu: undefined, alpn: undefined, cookies: undefined, maxSessions: undefined, keylog: undefined };
  const endpoint = listen(() => {}, { ...identity, ...unset, ...({ ALPNProtocols: undefined } as object) });
  const { port } = endpoint.address();
  const names = { servername: undefined, keyShares: undefined, cert: undefined, key: undefined, bindPort: undefined };
  const session = connect('localhost', port, { ca: ca.pem, mtu: undefined, alpn: undefined, ...names });
  const { alpnProtocol, helloRetry } = await session.opened;
  t.is(alpnProtocol, undefined);
  t.true(helloRetry, 'the default of `cookies` is always');
  t.is(session.servername, 'localhost');
  t.is(session.maxMessageSize, 1200 - 22);
  await session.close();
  await endpoint.close();
});

test('an error of the core has the public option name, the same reason and the original error as its cause', (t) => {
  const error = t.throws(() => connect('localhost', 1, { ciphers: 'RC4' }), { instanceOf: ConfigError });
  const cause = error.cause as ConfigError;
  t.is(error.option, 'ciphers');
  t.is(cause.option, 'cipherSuites');
  t.is(error.reason, cause.reason);
  t.is(error.message, `ciphers: ${error.reason}`);
});
