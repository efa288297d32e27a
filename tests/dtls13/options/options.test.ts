import test from 'ava';
import {
  type ConnectionOptions,
  createConnection,
  createListener,
  type ListenerOptions,
} from '../../../runtime/dtls13/index.ts';
import { clientHandshakeConfig } from '../../../runtime/dtls13/options/connection-options.ts';
import { ENDPOINT_NUMBERS, resolveOptions } from '../../../runtime/dtls13/options/endpoint-options.ts';
import {
  LISTENER_NUMBERS,
  resolveListenerOptions,
  serverHandshakeConfig,
} from '../../../runtime/dtls13/options/listener-options.ts';
import { CONNECTION_OPTIONS, LISTENER_OPTIONS } from '../../../runtime/dtls13/options/option-names.ts';
import { ConfigError } from '../../../runtime/errors/config-error.ts';
import { testCertificate } from '../../../runtime/testing/index.ts';
import { testProvider } from '../../net/host-under-test.ts';

const host = { address: () => new Uint8Array(4) };
const client = { host, provider: testProvider, path: 0 };
const privateKey = testProvider.importPrivateKey(testCertificate.privateKey);
const server = { host, provider: testProvider, certificate: { chain: [testCertificate.der], privateKey } };

const clients: readonly [option: string, options: unknown][] = [
  ['options', undefined],
  ['options', 'a server'],
  ['provider', { ...client, provider: undefined }],
  ['provider', { ...client, provider: { capabilities: null } }],
  ['host', { ...client, host: {} }],
  ['path', { ...client, path: undefined }],
  ['path', { ...client, path: 1.5 }],
  ['servername', { ...client, servername: 7 }],
  ['groups', { ...client, groups: 'x25519' }],
  ['keyShares', { ...client, keyShares: [7] }],
  ['cipherSuites', { ...client, cipherSuites: {} }],
  ['alpnProtocols', { ...client, alpnProtocols: 'coap' }],
  ['srtpProfiles', { ...client, srtpProfiles: 7 }],
  ['certificate', { ...client, certificate: testCertificate.der }],
];

for (const [index, [option, options]] of clients.entries()) {
  test(`an invalid option is named in the error: client, ${option} (${index})`, (t) => {
    const error = t.throws(() => createConnection(options as ConnectionOptions, 0), { instanceOf: ConfigError });
    t.is(error.option, option);
  });
}

const servers: readonly [option: string, options: unknown][] = [
  ['options', null],
  ['certificate', { ...server, certificate: undefined }],
  ['certificate', { ...server, certificate: { chain: 'PEM', privateKey } }],
  ['certificate', { ...server, certificate: { chain: [], privateKey } }],
  ['requestCertificate', { ...server, requestCertificate: true }],
  ['cookies', { ...server, cookies: true }],
  ['wallClock', { ...server, wallClock: 7 }],
  ['allowHalfOpen', { ...server, allowHalfOpen: 0 }],
  ['keylog', { ...server, keylog: 'file' }],
  ['maxHelloSize', { ...server, maxHelloSize: 511 }],
  ['ipv6PrefixLength', { ...server, ipv6PrefixLength: 129 }],
];

for (const [index, [option, options]] of servers.entries()) {
  test(`an invalid option is named in the error: server, ${option} (${index})`, (t) => {
    const error = t.throws(() => createListener(options as ListenerOptions), { instanceOf: ConfigError });
    t.is(error.option, option);
  });
}

test('valid options are accepted', (t) => {
  t.notThrows(() => createConnection(client, 0));
  t.notThrows(() => createListener(server));
});

/** All options of a table, undefined where `given` has none. */
function withUndefined<T extends object>(names: Readonly<Record<string, true>>, given: T): T {
  return { ...Object.fromEntries(Object.keys(names).map((name) => [name, undefined])), ...given };
}

test('an option of a client that is undefined has its default', (t) => {
  const options: ConnectionOptions = withUndefined(CONNECTION_OPTIONS, client);
  t.deepEqual(resolveOptions(options, 'balanced'), resolveOptions(client, 'balanced'));
  t.deepEqual(clientHandshakeConfig(options), clientHandshakeConfig(client));
  t.is(createConnection(options, 0).nextDeadline(), createConnection(client, 0).nextDeadline());
});

test('an option of a server that is undefined has its default', (t) => {
  const options: ListenerOptions = withUndefined(LISTENER_OPTIONS, server);
  t.deepEqual(resolveListenerOptions(options), resolveListenerOptions(server));
  t.deepEqual(serverHandshakeConfig(options), serverHandshakeConfig(server));
  t.notThrows(() => createListener(options));
});

test('the default of an option is in its range', (t) => {
  for (const [name, { min, max, default: value }] of Object.entries({ ...ENDPOINT_NUMBERS, ...LISTENER_NUMBERS })) {
    t.true(value >= min && value <= max, name);
  }
});
