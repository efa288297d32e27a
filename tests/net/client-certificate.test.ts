import test, { type ExecutionContext } from 'ava';
import {
  AlertError,
  type ConnectOptions,
  connect,
  type DtlsSession,
  fingerprint,
  type ListenOptions,
  listen,
  PeerError,
  type PeerToVerify,
} from '../../runtime/net/index.ts';
import { type Issued, issue, localhostPair, type Wish, x509 } from '../certificates/authority.ts';

const { ca, server } = await localhostPair();
const request: Wish = { subject: 'CN=device', usages: [x509.ExtendedKeyUsage.clientAuth] };
const device = await issue(request, ca);
const rsaKey = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
} as const;
const rsaDevice = await issue({ ...request, key: rsaKey }, ca);
const selfSigned = await issue(request);

/** A server that asks, the first session it gets, and the first handshake that fails there. */
function serve(t: ExecutionContext, options: Partial<ListenOptions> = {}) {
  const identity = { cert: server.pem, key: server.key, host: '127.0.0.1', port: 0 };
  const endpoint = listen(() => {}, { ...identity, requestCert: true, ca: ca.pem, ...options });
  t.teardown(() => endpoint.destroy());
  const accepted = new Promise<DtlsSession>((resolve) => endpoint.once('session', resolve));
  const failure = new Promise<Error & { code?: string }>((resolve) => endpoint.once('handshakeerror', resolve));
  return { endpoint, port: endpoint.address().port, accepted, failure };
}

function dial(t: ExecutionContext, port: number, identity?: Issued, options: ConnectOptions = {}): DtlsSession {
  const own = identity === undefined ? {} : { cert: identity.pem, key: identity.key };
  const session = connect('localhost', port, { ca: ca.pem, initialTimeout: 200, ...own, ...options });
  t.teardown(() => session.destroy());
  return session;
}

/** The alert that ends the session: the client may be open already when the server has looked at its certificate. */
async function alertAt(t: ExecutionContext, session: DtlsSession): Promise<string | undefined> {
  const error = await t.throwsAsync(session.closed, { instanceOf: AlertError });
  return error?.alert;
}

for (const [title, identity, scheme] of [
  ['P-256', device, 'ecdsa_secp256r1_sha256'],
  ['RSA', rsaDevice, 'rsa_pss_rsae_sha256'],
] as const) {
  test(`a client authenticates with a key of ${title}, and the server gets its certificate`, async (t) => {
    const { port, accepted } = serve(t);
    const client = dial(t, port, identity);
    await client.opened;
    const session = await accepted;
    const { peerSignatureScheme } = await session.opened;
    t.is(peerSignatureScheme, scheme);
    t.true(session.authorized);
    t.is(session.peerX509Certificate?.subject, 'CN=device');
    t.deepEqual(session.peerCertificateChain, [identity.der]);
    t.is(session.authorizationError, undefined);
    const heard = session.messages().next();
    client.send('hello');
    t.is(Buffer.from((await heard).value ?? []).toString(), 'hello');
  });
}

const refusals: readonly [title: string, code: string, alert: string, identity: () => Promise<Issued>][] = [
  ['an unknown certificate', 'ERR_DTLS_CERTIFICATE_SELF_SIGNED', 'unknown_ca', async () => selfSigned],
  ['one for servers', 'ERR_DTLS_CERTIFICATE_WRONG_USAGE', 'unsupported_certificate', async () => server],
  [
    'an expired one',
    'ERR_DTLS_CERTIFICATE_EXPIRED',
    'certificate_expired',
    () => issue({ ...request, from: -9, until: -1 }, ca),
  ],
];

for (const [title, code, alert, identity] of refusals) {
  test(`a client’s certificate is refused with ${alert}: ${title}`, async (t) => {
    const { port, failure, endpoint } = serve(t);
    const client = dial(t, port, await identity());
    t.is(await alertAt(t, client), alert);
    t.is((await failure).code, code);
    t.is(endpoint.stats.sessionsOpened, 0, 'the application never met it');
  });
}

test('a client without a certificate is refused with certificate_required', async (t) => {
  const { port, failure } = serve(t);
  t.is(await alertAt(t, dial(t, port)), 'certificate_required');
  const error = await failure;
  t.true(error instanceof PeerError);
  t.is(error.code, 'ERR_DTLS_PEER_CERTIFICATE_REQUIRED');
});

test('where a certificate is optional, a client without one is accepted, and an invalid one is refused', async (t) => {
  const { port, accepted } = serve(t, { requestCert: 'optional' });
  await dial(t, port).opened;
  const session = await accepted;
  await session.opened;
  t.false(session.authorized);
  t.is(session.authorizationError, undefined);
  t.is(session.peerX509Certificate, undefined);
  t.is(await alertAt(t, dial(t, port, selfSigned)), 'unknown_ca');
});

test('rejectUnauthorized: false accepts every client and reports the verification error', async (t) => {
  const { port, accepted } = serve(t, { rejectUnauthorized: false });
  await dial(t, port, selfSigned).opened;
  const session = await accepted;
  await session.opened;
  t.false(session.authorized);
  t.is(session.authorizationError?.reason, 'SELF_SIGNED');
  t.is(session.peerX509Certificate?.subject, 'CN=device');
  await dial(t, port).opened;
});

test('a server that does not request a certificate gets none', async (t) => {
  const { port, accepted } = serve(t, { requestCert: false, ca: undefined });
  const client = dial(t, port, device);
  await client.opened;
  const session = await accepted;
  t.deepEqual(session.peerCertificateChain, []);
  t.is((await session.opened).peerSignatureScheme, undefined);
});

test('both sides authenticate by fingerprint, as in WebRTC, and an unknown client is refused', async (t) => {
  const known = new Set([fingerprint(selfSigned.der)]);
  const asked: PeerToVerify[] = [];
  const { port, accepted } = serve(t, {
    ca: undefined,
    rejectUnauthorized: false,
    verifyPeer: async (peer) => {
      asked.push(peer);
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (!known.has(fingerprint(peer.chain[0] ?? new Uint8Array(0)))) throw new Error('unknown fingerprint');
    },
  });
  await dial(t, port, selfSigned).opened;
  const session = await accepted;
  await session.opened;
  t.is(asked[0]?.servername, undefined, 'a client is asked for by no name');
  t.is(asked[0]?.remoteAddress?.address, '127.0.0.1');
  t.is(await alertAt(t, dial(t, port, device)), 'certificate_unknown');
  t.is(await alertAt(t, dial(t, port)), 'certificate_required');
  t.is(asked.length, 2);
});

test('a pending verifyPeer of the server delays only its own client', async (t) => {
  const { port, endpoint } = serve(t, {
    handshakeTimeout: 5000,
    verifyPeer: ({ chain: [first = device.der] }) =>
      fingerprint(first) === fingerprint(device.der) ? new Promise(() => {}) : undefined,
  });
  const failures: string[] = [];
  endpoint.on('handshakeerror', (error) => failures.push(error.message));
  const stuck = dial(t, port, device);
  const fine = dial(t, port, rsaDevice);
  await fine.opened;
  t.is(await alertAt(t, stuck), 'certificate_unknown');
  t.regex(failures.join(), /^verifyPeer: no answer for \d+ ms \(127\.0\.0\.1:\d+\)$/);
  t.false(fine.destroyed);
});

test('destroying the endpoint while verifyPeer is pending aborts the request', async (t) => {
  let asked: (peer: PeerToVerify) => void = () => {};
  const question = new Promise<PeerToVerify>((resolve) => {
    asked = resolve;
  });
  const { port, endpoint } = serve(t, {
    verifyPeer: (peer) => {
      asked(peer);
      return new Promise(() => {});
    },
  });
  dial(t, port, device);
  const { signal } = await question;
  t.false(signal.aborted);
  endpoint.destroy();
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve());
  });
  t.pass();
});
