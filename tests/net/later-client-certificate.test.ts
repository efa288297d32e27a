import test, { type ExecutionContext } from 'ava';
import {
  AlertError,
  ConfigError,
  type ConnectOptions,
  connect,
  type DtlsSession,
  type ListenOptions,
  listen,
  type PeerToVerify,
  TimeoutError,
  WirechartError,
} from '../../runtime/net/index.ts';
import { issue, localhostPair, type Wish, x509 } from '../certificates/authority.ts';

const { ca, server } = await localhostPair();
const otherCa = await issue({ subject: 'CN=Other Root', ca: true });
const request: Wish = { subject: 'CN=device', usages: [x509.ExtendedKeyUsage.clientAuth] };
const device = await issue(request, ca);
const otherDevice = await issue({ ...request, subject: 'CN=other device' }, otherCa);
const [own, other] = [device, otherDevice].map(({ pem, key }) => ({ cert: pem, key })) as [Own, Own];
interface Own {
  readonly cert: string;
  readonly key: string;
}

function serve(t: ExecutionContext, options: Partial<ListenOptions> = {}) {
  const identity = { cert: server.pem, key: server.key, host: '127.0.0.1', port: 0 };
  const endpoint = listen(() => {}, { ...identity, requestCert: 'later', ca: ca.pem, ...options });
  t.teardown(() => endpoint.destroy());
  const accepted = new Promise<DtlsSession>((resolve) => endpoint.once('session', resolve));
  return { port: endpoint.address().port, accepted };
}

async function sessions(t: ExecutionContext, options: ConnectOptions = own, listening: Partial<ListenOptions> = {}) {
  const { port, accepted } = serve(t, listening);
  const given = { ca: ca.pem, initialTimeout: 200, postHandshakeAuth: true, ...options };
  const client = connect('localhost', port, given);
  t.teardown(() => client.destroy());
  await client.opened;
  const session = await accepted;
  await session.opened;
  return { client, session };
}

const codeOf = (code: string) => ({ instanceOf: WirechartError, code });

test('a server gets the certificate of a client after the handshake, when it asks for it', async (t) => {
  const { client, session } = await sessions(t);
  t.false(session.authorized);
  t.is(session.peerX509Certificate, undefined);
  t.deepEqual(await session.requestCertificate(), [device.der]);
  t.true(session.authorized);
  t.is(session.peerX509Certificate?.subject, 'CN=device');
  const heard = session.messages().next();
  client.send('hello');
  t.is(Buffer.from((await heard).value ?? []).toString(), 'hello');
  t.deepEqual(await Promise.all([session.requestCertificate(), session.requestCertificate()]), [
    [device.der],
    [device.der],
  ]);
});

test('a client without a certificate gives an empty chain, and is refused where one is required', async (t) => {
  const { client, session } = await sessions(t, {});
  t.deepEqual(await session.requestCertificate(), []);
  t.false(session.authorized);
  await t.throwsAsync(session.requestCertificate({ required: true }), codeOf('ERR_DTLS_PEER_CERTIFICATE_REQUIRED'));
  const error = await t.throwsAsync(client.closed, { instanceOf: AlertError });
  t.is(error?.alert, 'certificate_required');
});

test('the session shows a certificate only when the client has proven that it has the key', async (t) => {
  let seen: DtlsSession | undefined;
  let duringVerification: unknown = 'not called';
  const verifyPeer = (peer: PeerToVerify) => {
    duringVerification = seen?.peerX509Certificate;
    t.is(peer.chain.length, 1);
  };
  const { session } = await sessions(t, own, { verifyPeer });
  seen = session;
  await session.requestCertificate();
  t.is(duringVerification, undefined);
  t.truthy(session.peerX509Certificate);
});

test('a certificate that is refused after the handshake ends the session', async (t) => {
  const { client, session } = await sessions(t, other);
  await t.throwsAsync(session.requestCertificate(), codeOf('ERR_DTLS_CERTIFICATE_UNKNOWN_ISSUER'));
  const error = await t.throwsAsync(client.closed, { instanceOf: AlertError });
  t.is(error?.alert, 'unknown_ca');
  await t.throwsAsync(session.requestCertificate(), codeOf('ERR_DTLS_NOT_OPEN'));
});

for (const [title, verifyPeer] of [
  [
    'throws',
    () => {
      throw new Error('no');
    },
  ],
  ['rejects', () => Promise.reject(new Error('no'))],
  ['returns an Error', () => new Error('no')],
] as const) {
  test(`verifyPeer decides about a certificate after the handshake: it ${title}`, async (t) => {
    const { session } = await sessions(t, own, { verifyPeer });
    await t.throwsAsync(session.requestCertificate(), codeOf('ERR_DTLS_CERTIFICATE_REFUSED'));
  });
}

test('a client is refused after the handshake when verifyPeer never decides', async (t) => {
  const verifyPeer = () => new Promise<void>(() => {});
  const { session } = await sessions(t, own, { verifyPeer, handshakeTimeout: 1500 });
  await t.throwsAsync(session.requestCertificate(), { message: /verifyPeer/ });
});

test('rejectUnauthorized: false accepts any certificate after the handshake and reports the error', async (t) => {
  const { session } = await sessions(t, other, { rejectUnauthorized: false });
  t.deepEqual(await session.requestCertificate(), [otherDevice.der]);
  t.false(session.authorized);
  t.is(session.authorizationError?.reason, 'UNKNOWN_ISSUER');
});

test('a request is refused that the peer does not permit, or that cannot be verified', async (t) => {
  const silent = await sessions(t, { ...own, postHandshakeAuth: false });
  await t.throwsAsync(silent.session.requestCertificate(), codeOf('ERR_DTLS_NO_CLIENT_AUTHENTICATION'));
  await t.throwsAsync(silent.client.requestCertificate(), codeOf('ERR_DTLS_NO_CLIENT_AUTHENTICATION'));
  const { session } = await sessions(t, own, { requestCert: false, ca: undefined });
  const error = await t.throwsAsync(session.requestCertificate(), { instanceOf: ConfigError });
  t.is(error?.option, 'requestCert');
  const open = await sessions(t);
  const wrong = await t.throwsAsync(open.session.requestCertificate({ timeout: -1 }), { instanceOf: ConfigError });
  t.is(wrong?.option, 'timeout');
});

test('a request without a response ends the session with a TimeoutError', async (t) => {
  const { client, session } = await sessions(t);
  client.destroy();
  await t.throwsAsync(session.requestCertificate({ timeout: 300 }), { instanceOf: TimeoutError });
  await t.throwsAsync(session.closed, { instanceOf: TimeoutError });
});

test('the end of the session settles an open request', async (t) => {
  const { client, session } = await sessions(t);
  client.destroy();
  const response = session.requestCertificate();
  session.destroy();
  await t.throwsAsync(response, codeOf('ERR_DTLS_CLOSED'));
});

test('each side selects one of several certificates by the authorities that the other names', async (t) => {
  const certificates = [other, own];
  const named = await sessions(t, { certificates }, { certificateAuthorities: true });
  t.deepEqual(await named.session.requestCertificate(), [device.der]);
  const unnamed = await sessions(t, { certificates }, { ca: [ca.pem, otherCa.pem] });
  t.deepEqual(await unnamed.session.requestCertificate(), [otherDevice.der]);
  const otherServer = await issue({ subject: 'CN=localhost', names: ['localhost'] }, otherCa);
  const secondary = { cert: otherServer.pem, key: otherServer.key };
  const options = { certificates: [{ ...secondary, matchIssuer: true }] };
  const client = await sessions(t, { ca: otherCa.pem, certificateAuthorities: true }, options);
  t.is(client.client.peerX509Certificate?.issuer, 'CN=Other Root');
  const usual = await sessions(t, {}, options);
  t.is(usual.client.peerX509Certificate?.issuer, 'CN=Test Root');
});

test('a client with a certificate that lacks a required extension has none for the request', async (t) => {
  const purpose = { oid: '2.5.29.37', values: Buffer.from('300a06082b06010505070304', 'hex') };
  const { session } = await sessions(t, own, { oidFilters: [purpose] });
  t.deepEqual(await session.requestCertificate(), []);
  t.deepEqual(await session.requestCertificate({ oidFilters: [] }), [device.der]);
});

test('options about several certificates and authorities are checked', (t) => {
  const refused = (options: Record<string, unknown>) =>
    t.throws(() => connect('localhost', 4433, options), { instanceOf: ConfigError })?.option;
  t.is(refused({ certificates: own }), 'certificates');
  t.is(refused({ certificates: ['cert'] }), 'certificates');
  t.is(refused({ certificates: [{ cert: own.cert }] }), 'key');
  t.is(refused({ certificates: [{ ...own, key: other.key }] }), 'key');
  t.is(refused({ certificates: [{ ...own, matchIssuer: 'yes' }] }), 'matchIssuer');
  t.truthy(refused({ certificates: [{ ...own, servername: 'x' }] }));
  t.is(refused({ certificateAuthorities: true }), 'certificateAuthorities');
  t.is(refused({ certificateAuthorities: [Buffer.of(1)] }), 'certificateAuthorities');
  t.is(refused({ postHandshakeAuth: 1 }), 'postHandshakeAuth');
  t.is(refused({ oidFilters: [] }), 'oidFilters');
});
