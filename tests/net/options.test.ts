import test from 'ava';
import { ConfigError, connect, listen } from '../../runtime/net/index.ts';
import { localhostPair } from '../certificates/authority.ts';

const { server } = await localhostPair();
const identity = { cert: server.pem, key: server.key, port: 0, host: '127.0.0.1' };

const connecting: readonly [option: string, call: () => unknown][] = [
  ['host', () => connect('', 1)],
  ['host', () => connect(7 as never, 1)],
  ['host', () => connect('a b', 1)],
  ['port', () => connect('localhost', 0)],
  ['port', () => connect('localhost', 65_536)],
  ['port', () => connect('localhost', '4433' as never)],
  ['initialTimeout', () => connect('localhost', 1, { initialTimeout: 0 })],
  ['mtu', () => connect('localhost', 1, { mtu: 100 })],
  ['bindPort', () => connect('localhost', 1, { bindPort: -1 })],
  ['bindHost', () => connect('localhost', 1, { bindHost: 'localhost' })],
  ['servername', () => connect('localhost', 1, { servername: '192.0.2.1' })],
  ['servername', () => connect('localhost', 1, { servername: `${'a'.repeat(300)}` })],
  ['ca', () => connect('localhost', 1, { ca: 'not PEM' })],
  ['ca', () => connect('localhost', 1, { ca: [] })],
  ['keylog', () => connect('localhost', 1, { keylog: 'file' as never })],
  ['maxQueuedMessages', () => connect('localhost', 1, { maxQueuedMessages: 0 })],
  ['cert', () => connect('localhost', 1, { cert: server.pem } as never)],
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
  ['cert', () => listen(() => {}, { ...identity, cert: undefined as never })],
  ['key', () => listen(() => {}, { ...identity, key: 'nonsense' })],
  ['maxSessions', () => listen(() => {}, { ...identity, maxSessions: 0 })],
  ['requestCert', () => listen(() => {}, { ...identity, requestCert: true } as never)],
  ['ca', () => listen(() => {}, { ...identity, ca: server.pem } as never)],
  ['handshakeTimeout', () => listen(() => {}, { ...identity, handshakeTimeout: -5 })],
];

for (const [option, call] of listening) {
  test(`listen names the option at fault: ${option} in ${String(call).slice(6)}`, (t) => {
    t.like(t.throws(call, { instanceOf: ConfigError }), { option });
  });
}

test('a port that is taken is thrown as the system names it', async (t) => {
  const endpoint = listen(() => {}, identity);
  const { port } = endpoint.address();
  t.throws(() => listen(() => {}, { ...identity, port }), { code: 'EADDRINUSE' });
  await endpoint.close();
});

test('an option that is undefined is an option that was not given', async (t) => {
  const endpoint = listen(() => {}, { ...identity, mtu: undefined, ...({ ALPNProtocols: undefined } as object) });
  t.true(endpoint.address().port > 0);
  await endpoint.close();
});
