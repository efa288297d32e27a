import test, { type ExecutionContext } from 'ava';
import { AlertError, CertificateError, ConfigError, connect, type ListenOptions, listen } from 'wirechart/dtls13';
import { type Raw, raw } from '../certificates/raw-authority.ts';
import { pem, rawList } from '../certificates/raw-list.ts';

const ca = raw({ subject: 'Test Root', ca: true, serial: 1 });
const server = raw({ subject: 'localhost', hosts: ['localhost'], serial: 2 }, ca);
const device = raw({ subject: 'device', serial: 3 }, ca);
const identity = ({ der, keys }: Raw) => ({ cert: der, key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }) });

function serve(t: ExecutionContext, options: Partial<ListenOptions> = {}) {
  const endpoint = listen(() => {}, { ...identity(server), host: '127.0.0.1', port: 0, ...options } as ListenOptions);
  t.teardown(() => endpoint.destroy());
  const failure = new Promise<Error>((resolve) => endpoint.once('handshakeerror', resolve));
  return { port: endpoint.address().port, failure };
}

test('a client with crl accepts a server that is not revoked and refuses a revoked one', async (t) => {
  const { port, failure } = serve(t);
  const good = connect('localhost', port, { ca: ca.der, crl: pem(rawList(ca, { revoked: [7] })) });
  t.teardown(() => good.destroy());
  await good.opened;
  t.true(good.authorized);
  const crl = [rawList(ca), pem(rawList(ca, { revoked: [2] }))];
  const bad = connect('localhost', port, { ca: ca.der, crl });
  t.teardown(() => bad.destroy());
  const error = await t.throwsAsync(bad.opened, { instanceOf: CertificateError });
  t.is(error?.code, 'ERR_DTLS_CERTIFICATE_REVOKED');
  const reported = await failure;
  t.is(reported instanceof AlertError && reported.alert, 'certificate_revoked');
});

test('a client with crl refuses a server whose issuer has no current list there', async (t) => {
  const { port } = serve(t);
  for (const crl of [rawList(ca, { from: -3, until: -2 }), rawList(ca, { issuer: 'Other' })]) {
    const session = connect('localhost', port, { ca: ca.der, crl });
    t.teardown(() => session.destroy());
    const error = await t.throwsAsync(session.opened, { instanceOf: CertificateError });
    t.is(error?.reason, 'REVOCATION_UNKNOWN');
  }
});

test('a server with crl refuses a revoked client', async (t) => {
  const crl = rawList(ca, { revoked: [3] });
  const { port, failure } = serve(t, { requestCert: true, ca: ca.der, crl });
  const session = connect('localhost', port, { ca: ca.der, ...identity(device) });
  t.teardown(() => session.destroy());
  const error = await t.throwsAsync(session.closed, { instanceOf: AlertError });
  t.is(error?.alert, 'certificate_revoked');
  t.is(((await failure) as CertificateError).reason, 'REVOKED');
});

test('crl is refused by name where it cannot be used', (t) => {
  const refused = (make: () => unknown) => t.throws(make, { instanceOf: ConfigError })?.option;
  t.is(
    refused(() => connect('localhost', 1, { ca: ca.der, crl: 'lists' })),
    'crl',
  );
  t.is(
    refused(() => connect('localhost', 1, { ca: ca.der, crl: rawList(ca, { until: null }) })),
    'crl',
  );
  const listener = { ...identity(server), host: '127.0.0.1', port: 0 } as ListenOptions;
  t.is(
    refused(() => listen(() => {}, { ...listener, crl: rawList(ca) })),
    'crl',
    'verifyPeer is not called',
  );
  t.is(
    refused(() => listen(() => {}, { ...listener, requestCert: true, ca: ca.der, crl: [] })),
    'crl',
  );
});
