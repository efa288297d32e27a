import { X509Certificate } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import {
  AlertError,
  CertificateError,
  type ConnectOptions,
  connect,
  type DtlsSession,
  fingerprint,
  type ListenOptions,
  listen,
  type PeerToVerify,
  type VerifyPeer,
} from '../../runtime/net/index.ts';
import { type Issued, issue, type Wish, x509 } from '../certificates/authority.ts';

const ca = await issue({ subject: 'CN=Test Root', ca: true });
const localhost: Wish = { subject: 'CN=localhost', names: ['localhost'], usages: [x509.ExtendedKeyUsage.serverAuth] };
const good = await issue(localhost, ca);
const selfSigned = await issue(localhost);

/** A server with this identity, and the alerts that reach it. */
function serve(t: ExecutionContext, identity: Issued, options: Partial<ListenOptions> = {}) {
  const endpoint = listen(() => {}, { cert: identity.pem, key: identity.key, host: '127.0.0.1', port: 0, ...options });
  t.teardown(() => endpoint.destroy());
  const failure = new Promise<Error>((resolve) => endpoint.once('handshakeerror', resolve));
  return { endpoint, port: endpoint.address().port, failure };
}

function dial(t: ExecutionContext, port: number, options: ConnectOptions = {}): DtlsSession {
  const session = connect('localhost', port, { ca: ca.pem, initialTimeout: 200, ...options });
  t.teardown(() => session.destroy());
  return session;
}

async function alertAt(failure: Promise<Error>): Promise<string> {
  const error = await failure;
  return error instanceof AlertError ? error.alert : `${error.name}: ${error.message}`;
}

const refusals: readonly [title: string, code: string, alert: string, wish: Wish, options?: ConnectOptions][] = [
  ['a server with another name', 'NAME_MISMATCH', 'bad_certificate', { ...localhost, names: ['example.org'] }],
  ['the wrong name asked for', 'NAME_MISMATCH', 'bad_certificate', localhost, { servername: 'example.org' }],
  ['an expired certificate', 'EXPIRED', 'certificate_expired', { ...localhost, from: -9, until: -1 }],
  ['a certificate of tomorrow', 'NOT_YET_VALID', 'certificate_expired', { ...localhost, from: 1 }],
  ['an authority we do not know', 'UNKNOWN_ISSUER', 'unknown_ca', localhost, { ca: selfSigned.pem }],
  [
    'a certificate for clients',
    'WRONG_USAGE',
    'unsupported_certificate',
    { ...localhost, usages: [x509.ExtendedKeyUsage.clientAuth] },
  ],
];

for (const [title, reason, alert, wish, options] of refusals) {
  test(`refused with ${alert}, and the application is not asked: ${title}`, async (t) => {
    const { port, failure } = serve(t, await issue(wish, ca));
    const session = dial(t, port, { ...options, verifyPeer: () => t.fail('asked') });
    const error = await t.throwsAsync(session.opened, { instanceOf: CertificateError });
    t.is(error?.reason, reason as CertificateError['reason']);
    t.is(await alertAt(failure), alert);
    t.false(session.authorized);
    t.is(session.peerCertificateChain.length, 1, 'what was refused can be looked at');
  });
}

const hooks: readonly [title: string, alert: string, reason: string, hook: VerifyPeer][] = [
  [
    'throws',
    'certificate_unknown',
    'REFUSED',
    () => {
      throw new Error('not today');
    },
  ],
  ['rejects', 'certificate_unknown', 'REFUSED', () => Promise.reject(new Error('not today'))],
  ['rejects with no error at all', 'certificate_unknown', 'REFUSED', () => Promise.reject('no')],
  [
    'rejects later',
    'certificate_unknown',
    'REFUSED',
    async () => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      throw new Error('not today');
    },
  ],
  [
    'says that the certificate was revoked',
    'certificate_revoked',
    'REVOKED',
    async () => {
      throw new CertificateError('REVOKED', 'the list says so');
    },
  ],
  [
    'throws an error of this library',
    'unknown_ca',
    'UNKNOWN_ISSUER',
    () => {
      throw new CertificateError('UNKNOWN_ISSUER', 'not one of ours');
    },
  ],
];

for (const [title, alert, reason, hook] of hooks) {
  test(`a good chain is refused with ${alert} where verifyPeer ${title}`, async (t) => {
    const { port, failure } = serve(t, good);
    const session = dial(t, port, { verifyPeer: hook });
    const error = await t.throwsAsync(session.opened, { instanceOf: CertificateError });
    t.is(error?.reason, reason as CertificateError['reason']);
    t.is(await alertAt(failure), alert);
  });
}

test('verifyPeer is told everything, may take its time, and what it accepts is open', async (t) => {
  const { port } = serve(t, good, { cert: [good.pem, ca.pem] });
  const asked: PeerToVerify[] = [];
  const session = dial(t, port, {
    verifyPeer: async (peer) => {
      asked.push(peer);
      t.false(session.authorized, 'not before it has decided');
      peer.chain[0]?.fill(0);
      await new Promise((resolve) => setTimeout(resolve, 300));
      t.false(peer.signal.aborted);
    },
  });
  await session.opened;
  t.is(asked.length, 1);
  const [peer] = asked;
  t.is(peer?.servername, 'localhost');
  t.is(peer?.error, undefined);
  t.is(peer?.remoteAddress?.port, port);
  t.is(peer?.chain.length, 2);
  t.true(session.authorized);
  t.deepEqual(session.peerCertificateChain, [good.der, ca.der], 'the hook had copies');
  t.is(session.peerCertificate, new X509Certificate(good.der).toString());
  t.true(peer?.signal.aborted, 'nobody waits for it any more');
});

test('a verifyPeer that never settles is refused before the handshake times out, with an alert', async (t) => {
  const { port, failure } = serve(t, good);
  let signal: AbortSignal | undefined;
  const session = dial(t, port, {
    handshakeTimeout: 3000,
    verifyPeer: (peer) => {
      signal = peer.signal;
      return new Promise(() => {});
    },
  });
  await t.throwsAsync(session.opened, { code: 'ERR_DTLS_TIMEOUT', message: /^verifyPeer: / });
  t.true(signal?.aborted);
  t.is(await alertAt(failure), 'certificate_unknown');
});

test('the end of a session aborts the question, and an answer after it changes nothing', async (t) => {
  const { port, endpoint } = serve(t, good);
  const abort = new AbortController();
  let answer: () => void = () => {};
  const question = new Promise<PeerToVerify>((asked) => {
    dial(t, port, {
      signal: abort.signal,
      verifyPeer: (peer) => {
        asked(peer);
        return new Promise<void>((yes) => {
          answer = yes;
        });
      },
    });
  });
  const { signal } = await question;
  t.false(signal.aborted);
  const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  abort.abort();
  await aborted;
  answer();
  await new Promise((resolve) => setTimeout(resolve, 50));
  t.is(endpoint.stats.sessionsOpened, 0);
});

test('closing the session while verifyPeer thinks ends both', async (t) => {
  const { port, failure } = serve(t, good);
  const session = dial(t, port, {
    verifyPeer: ({ signal }) => {
      setImmediate(() => void session.close());
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    },
  });
  await t.throwsAsync(session.opened, { code: 'ERR_DTLS_CLOSED' });
  await session.closed;
  t.is(await alertAt(failure), 'close_notify');
});

test('a certificate that signs itself is accepted by its fingerprint', async (t) => {
  const { port } = serve(t, selfSigned);
  const known = fingerprint(selfSigned.der);
  const check =
    (expected: string): VerifyPeer =>
    ({ chain, error }) => {
      t.is(error?.reason, 'SELF_SIGNED', 'the hook knows what it overrules');
      const [first] = chain;
      if (first === undefined || fingerprint(first) !== expected) throw new Error('another fingerprint');
    };
  const session = dial(t, port, { rejectUnauthorized: false, ca: ca.pem, verifyPeer: check(known) });
  await session.opened;
  t.false(session.authorized, 'by nobody but the application');
  t.truthy(session.authorizationError);
  const other = dial(t, port, { rejectUnauthorized: false, verifyPeer: check(fingerprint(ca.der)) });
  await t.throwsAsync(other.opened, { code: 'ERR_DTLS_CERTIFICATE_REFUSED' });
});

test('verifyPeer must be a function', (t) => {
  t.throws(() => connect('localhost', 1, { verifyPeer: 1 as never }), { message: /^verifyPeer: / });
});
