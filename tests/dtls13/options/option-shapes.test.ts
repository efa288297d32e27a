import test from 'ava';
import { opensslProvider } from '../../../runtime/crypto/openssl/index.ts';
import {
  type ConnectionOptions,
  createConnection,
  createListener,
  type ListenerOptions,
} from '../../../runtime/dtls13/index.ts';
import { ConfigError } from '../../../runtime/errors/config-error.ts';
import { testCertificate } from '../../../runtime/testing/index.ts';

const host = { address: () => new Uint8Array(4) };
const client = { host, provider: opensslProvider, path: 0 };
const privateKey = opensslProvider.importPrivateKey(testCertificate.privateKey);
const server = { host, provider: opensslProvider, certificate: { chain: [testCertificate.der], privateKey } };

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
  test(`callers without types learn which option is at fault: client, ${option} (${index})`, (t) => {
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
];

for (const [index, [option, options]] of servers.entries()) {
  test(`callers without types learn which option is at fault: server, ${option} (${index})`, (t) => {
    const error = t.throws(() => createListener(options as ListenerOptions), { instanceOf: ConfigError });
    t.is(error.option, option);
  });
}

test('what is right is taken', (t) => {
  t.notThrows(() => createConnection(client, 0));
  t.notThrows(() => createListener(server));
});
