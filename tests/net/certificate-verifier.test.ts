import { X509Certificate } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import test, { type ExecutionContext } from 'ava';
import {
  AlertError,
  CertificateError,
  ConfigError,
  type ConnectOptions,
  connect,
  type DtlsEndpoint,
  type DtlsSession,
  fingerprint,
  type ListenOptions,
  listen,
  type PeerToVerify,
  type VerifyPeer,
  WirechartError,
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
  return { endpoint, port: endpoint.address().port, failure: nextFailure(endpoint) };
}

function nextFailure(endpoint: DtlsEndpoint): Promise<Error> {
  return new Promise<Error>((resolve) => endpoint.once('handshakeerror', resolve));
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

const refusals: readonly [title: string, code: string, alert: string, request: Wish, options?: ConnectOptions][] = [
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

for (const [title, reason, alert, request, options] of refusals) {
  test(`refused with ${alert}, and the application is not asked: ${title}`, async (t) => {
    const { port, failure } = serve(t, await issue(request, ca));
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
  [
    'names a reason that there is not',
    'certificate_unknown',
    'REFUSED',
    () => {
      throw new CertificateError('toString' as 'REFUSED', 'odd');
    },
  ],
  [
    'says another reason once it is looked at',
    'certificate_unknown',
    'REFUSED',
    () => {
      throw Object.assign(new CertificateError('REVOKED', 'odd'), { reason: '__proto__' });
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

const throwingGetters: PropertyDescriptorMap = Object.fromEntries(
  ['then', 'message', 'name', 'stack', 'code', 'cause', 'reason', 'alert', 'constructor'].map((name) => [
    name,
    { get: () => fail() },
  ]),
);
const mine = new Error('not today');
const revoked = new CertificateError('REVOKED', 'the list says so');

const returnedErrors: readonly [title: string, alert: string, reason: string, error: Error][] = [
  ['an Error', 'certificate_unknown', 'REFUSED', mine],
  ['an Error of another realm', 'certificate_unknown', 'REFUSED', runInNewContext('new Error("not today")')],
  ['a CertificateError', 'certificate_revoked', 'REVOKED', revoked],
];

for (const [title, alert, reason, error] of returnedErrors) {
  for (const [way, hook] of waysToReturn(error)) {
    test(`a good chain is refused with ${alert} where verifyPeer ${way} ${title}, which is the cause`, async (t) => {
      const { port, failure } = serve(t, good);
      const session = dial(t, port, { verifyPeer: hook });
      const refusal = await t.throwsAsync(session.opened, { instanceOf: CertificateError });
      t.is(refusal?.reason, reason as CertificateError['reason']);
      t.is(refusal?.cause, error);
      t.regex(refusal?.message ?? '', /not today|the list says so/);
      t.is(await alertAt(failure), alert);
      t.is(session.peerCertificateChain.length, 1, 'what was refused can be looked at');
    });
  }
}

const noVerdicts: readonly unknown[] = [false, null, true, 0, '', 'yes', Symbol('yes'), {}, [], () => {}];

for (const verdict of noVerdicts) {
  const text = typeof verdict === 'symbol' ? String(verdict) : (JSON.stringify(verdict) ?? 'a function');
  test(`verifyPeer that returns or resolves ${text} accepts no peer, and the error describes the mistake`, async (t) => {
    const { endpoint, port } = serve(t, good);
    for (const [way, hook] of waysToReturn(verdict)) {
      const failure = nextFailure(endpoint);
      const session = dial(t, port, { verifyPeer: hook });
      const error = await t.throwsAsync(session.opened, { instanceOf: ConfigError }, way);
      t.is(error?.option, 'verifyPeer');
      t.is(session.authorizationError?.reason, 'REFUSED');
      t.is(await alertAt(failure), 'certificate_unknown');
    }
  });
}

for (const [way, hook] of waysToReturn(undefined)) {
  test(`verifyPeer that ${way} undefined accepts`, async (t) => {
    const session = dial(t, serve(t, good).port, { verifyPeer: hook });
    await session.opened;
    t.true(session.authorized);
  });
}

const hostile: readonly [title: string, make: () => unknown][] = [
  ['undefined', () => undefined],
  ['null', () => null],
  ['a symbol', () => Symbol('no')],
  ['an object without a prototype', () => Object.create(null)],
  ['a Proxy that throws at every look', () => new Proxy({}, everyTrapThrows())],
  ['a Proxy of an Error that throws at every look', () => new Proxy(new Error('hidden'), everyTrapThrows())],
  ['a revoked Proxy', revokedProxy],
  ['an object whose getters throw', () => Object.defineProperties({}, throwingGetters)],
  ['an Error whose getters throw', () => Object.defineProperties(new Error('hidden'), throwingGetters)],
  [
    'a CertificateError whose getters throw',
    () => Object.defineProperties(new CertificateError('REVOKED', 'hidden'), throwingGetters),
  ],
  [
    'a CertificateError with a made-up reason',
    () => Object.defineProperties(new CertificateError('REVOKED', 'hidden'), { reason: { value: 'MADE_UP' } }),
  ],
  [
    'a CertificateError with a made-up alert',
    () => Object.assign(new CertificateError('REVOKED', 'x'), { alert: 'y' }),
  ],
  [
    'an Error whose message has no text',
    () => Object.defineProperty(new Error('hidden'), 'message', { value: Object.create(null) }),
  ],
];

for (const [title, make] of hostile) {
  const ways: readonly (readonly [way: string, hook: () => unknown])[] = [
    [
      'throws',
      () => {
        throw make();
      },
    ],
    ['rejects with', () => Promise.reject(make())],
    ['returns', () => make()],
    ['resolves', async () => make()],
  ];
  test(`the process continues, and the session ends with a typed error, where verifyPeer returns ${title}`, async (t) => {
    const { endpoint, port } = serve(t, good);
    for (const [way, hook] of ways) {
      // Returned or resolved, undefined accepts.
      if (title === 'undefined' && (way === 'returns' || way === 'resolves')) continue;
      const failure = nextFailure(endpoint);
      const session = dial(t, port, { verifyPeer: hook as VerifyPeer });
      const error = await t.throwsAsync(session.opened, { instanceOf: WirechartError }, way);
      t.regex(error?.code ?? '', /^ERR_(DTLS_CERTIFICATE_(REFUSED|REVOKED)|WIRECHART_CONFIG)$/);
      t.regex(await alertAt(failure), /^certificate_(unknown|revoked)$/);
    }
  });
}

type Settle = (value?: unknown) => void;

const thenables: readonly [title: string, code: string | undefined, then: (yes: Settle, no: Settle) => void][] = [
  ['throws', 'ERR_DTLS_CERTIFICATE_REFUSED', fail],
  ['throws after it accepted', undefined, (yes) => [yes(), fail()]],
  ['rejects and then resolves', 'ERR_DTLS_CERTIFICATE_REFUSED', (yes, no) => [no('first'), yes()]],
  ['resolves and then rejects', undefined, (yes, no) => [yes(), no('late')]],
  ['resolves false and then nothing', 'ERR_WIRECHART_CONFIG', (yes) => [yes(false), yes()]],
  ['resolves a rejected promise', 'ERR_DTLS_CERTIFICATE_REFUSED', (yes) => yes(Promise.reject(mine))],
];

for (const [title, code, then] of thenables) {
  test(`the first answer counts where verifyPeer returns a thenable that ${title}`, async (t) => {
    const session = dial(t, serve(t, good).port, { verifyPeer: () => ({ then }) as never });
    if (code === undefined) await t.notThrowsAsync(session.opened);
    else await t.throwsAsync(session.opened, { code });
  });
}

test('a promise whose own then throws accepts no peer', async (t) => {
  const promise = Object.defineProperty(Promise.resolve(), 'then', { value: fail });
  const session = dial(t, serve(t, good).port, { verifyPeer: () => promise });
  await t.throwsAsync(session.opened, { code: 'ERR_DTLS_CERTIFICATE_REFUSED' });
});

test('an error that verifyPeer throws for every peer is not changed', async (t) => {
  const { port } = serve(t, good);
  for (let round = 0; round < 2; round++) {
    const session = dial(t, port, { verifyPeer: () => revoked });
    const error = await t.throwsAsync(session.opened, { code: 'ERR_DTLS_CERTIFICATE_REVOKED' });
    t.not(error, revoked);
    t.is(revoked.message, 'the list says so');
  }
});

test('verifyPeer gets all properties of the peer and may return a promise, and an accepted session opens', async (t) => {
  const { port } = serve(t, good, { cert: [good.pem, ca.pem] });
  const asked: PeerToVerify[] = [];
  const session = dial(t, port, {
    verifyPeer: async (peer) => {
      asked.push(peer);
      t.false(session.authorized, 'not before it has decided');
      peer.chain[0]?.fill(0);
      t.deepEqual(peer.path[0], good.der, 'a copy of its own');
      peer.path[0]?.fill(0);
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
  t.deepEqual(peer?.path.slice(1), [ca.der]);
  t.true(session.authorized);
  t.deepEqual(session.peerCertificateChain, [good.der, ca.der], 'the hook had copies');
  t.is(session.peerCertificate, new X509Certificate(good.der).toString());
  t.true(peer?.signal.aborted, 'the request is closed');
});

test('verifyPeer gets the validated path without unused certificates', async (t) => {
  const middle = await issue({ subject: 'CN=Middle', ca: true }, ca);
  const unused = await issue({ subject: 'CN=Trusted by the application, sent along', ca: true });
  const leaf = await issue(localhost, middle);
  const { port } = serve(t, leaf, { cert: [leaf.pem, unused.pem, middle.pem] });
  let asked: PeerToVerify | undefined;
  const session = dial(t, port, {
    verifyPeer: (peer) => {
      asked = peer;
    },
  });
  await session.opened;
  t.deepEqual(asked?.path, [leaf.der, middle.der, ca.der]);
  t.deepEqual(asked?.chain, [leaf.der, unused.der, middle.der]);
});

test('the path is empty where the chain is not trusted', async (t) => {
  let asked: PeerToVerify | undefined;
  const session = dial(t, serve(t, selfSigned).port, {
    rejectUnauthorized: false,
    verifyPeer: (peer) => {
      asked = peer;
    },
  });
  await session.opened;
  t.deepEqual(asked?.path, []);
  t.is(asked?.error?.reason, 'SELF_SIGNED');
});

test.serial('a server whose verifyPeer never settles still sends an alert to a slow client', async (t) => {
  const client = await issue({ subject: 'CN=client', usages: [x509.ExtendedKeyUsage.clientAuth] }, ca);
  let signal: AbortSignal | undefined;
  const { port, failure } = serve(t, good, {
    requestCert: true,
    ca: ca.pem,
    handshakeTimeout: 6000,
    verifyPeer: (peer) => {
      signal = peer.signal;
      return new Promise(() => {});
    },
  });
  const session = dial(t, port, {
    cert: client.pem,
    key: client.key,
    // The server calls verifyPeer when most of its time has passed.
    verifyPeer: () => new Promise((resolve) => setTimeout(resolve, 3600)),
  });
  await session.opened;
  await t.throwsAsync(session.closed, { instanceOf: AlertError, code: 'ERR_DTLS_ALERT_CERTIFICATE_UNKNOWN' });
  t.regex((await failure).message, /^verifyPeer: /);
  t.true(signal?.aborted);
});

// Serial: they look at the time, which many handshakes at once would make pass.
test.serial('a verifyPeer that never settles is refused before the handshake times out, with an alert', async (t) => {
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

test('the end of a session aborts the request, and a later response has no effect', async (t) => {
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
  abort.abort();
  // Promises settle first; no timer of the question is waited for.
  await new Promise(setImmediate);
  t.true(signal.aborted);
  answer();
  await new Promise((resolve) => setTimeout(resolve, 50));
  t.is(endpoint.stats.sessionsOpened, 0);
});

test('closing the session while verifyPeer is pending ends both', async (t) => {
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
  t.false(session.authorized, 'only the application accepts it');
  t.truthy(session.authorizationError);
  const other = dial(t, port, { rejectUnauthorized: false, verifyPeer: check(fingerprint(ca.der)) });
  await t.throwsAsync(other.opened, { code: 'ERR_DTLS_CERTIFICATE_REFUSED' });
});

/** The two ways to return something, as hooks. */
function waysToReturn(value: unknown): readonly [way: string, hook: VerifyPeer][] {
  return [
    ['returns', () => value as never],
    ['resolves', async () => value as never],
  ];
}

function fail(): never {
  throw new Error('thrown on purpose');
}

function everyTrapThrows(): ProxyHandler<object> {
  return new Proxy({}, { get: () => fail });
}

function revokedProxy(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

test('verifyPeer must be a function', (t) => {
  t.throws(() => connect('localhost', 1, { verifyPeer: 1 as never }), { message: /^verifyPeer: / });
});
