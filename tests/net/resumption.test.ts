import { once } from 'node:events';
import test, { type ExecutionContext } from 'ava';
import {
  ConfigError,
  type ConnectOptions,
  connect,
  type DtlsSession,
  importSession,
  type ListenOptions,
  listen,
  type PeerToVerify,
  type Session,
} from '../../runtime/net/index.ts';
import { issue, localhostPair, x509 } from '../certificates/authority.ts';

const { ca, server: identity } = await localhostPair();
const otherCa = await issue({ subject: 'CN=Other Root', ca: true });
const thirdCa = await issue({ subject: 'CN=Third Root', ca: true });
const profile = { subject: 'CN=device', usages: [x509.ExtendedKeyUsage.clientAuth] };
const device = await issue(profile, ca);
const otherDevice = await issue(profile, ca);
const ticketKeys = [new Uint8Array(32).fill(1)];

function serve(t: ExecutionContext, options: Partial<ListenOptions> = {}) {
  const own = { cert: identity.pem, key: identity.key, host: '127.0.0.1', port: 0 };
  const endpoint = listen(() => {}, { ...own, tickets: 1, ticketKeys, ...options });
  t.teardown(() => endpoint.destroy());
  return { endpoint, port: endpoint.address().port };
}

function dial(t: ExecutionContext, port: number, options: ConnectOptions = {}, host = 'localhost'): DtlsSession {
  const session = connect(host, port, { ca: ca.pem, initialTimeout: 200, sessions: true, ...options });
  t.teardown(() => session.destroy());
  return session;
}

/** The first session that a client gets. */
async function firstSession(t: ExecutionContext, port: number, options: ConnectOptions = {}): Promise<Session> {
  const client = dial(t, port, options);
  const [session] = (await once(client, 'session')) as [Session];
  await client.close();
  return session;
}

async function resumes(t: ExecutionContext, port: number, options: ConnectOptions, host?: string): Promise<boolean> {
  const client = dial(t, port, options, host ?? 'localhost');
  const { resumed } = await client.opened;
  t.is(client.isSessionReused(), resumed);
  await client.close();
  return resumed;
}

test('a client resumes a session, both sides report it, and the certificate is verified again', async (t) => {
  const { endpoint, port } = serve(t);
  const peers: PeerToVerify[] = [];
  const verifyPeer = (peer: PeerToVerify) => void peers.push(peer);
  const first = dial(t, port, { verifyPeer });
  const sessions: Session[] = [];
  first.onsession = (session) => sessions.push(session);
  t.false(first.isSessionReused());
  t.false((await first.opened).resumed);
  if (sessions.length === 0) await once(first, 'session');
  await first.close();
  t.is(sessions.length, 1);
  const [session] = sessions as [Session];
  const accepted = once(endpoint, 'session');
  const second = dial(t, port, { session, sessions: undefined, verifyPeer });
  const { resumed, peerSignatureScheme } = await second.opened;
  t.true(resumed);
  t.is(peerSignatureScheme, undefined);
  t.true(second.isSessionReused());
  t.true(second.authorized);
  t.is(second.peerX509Certificate?.subject, 'CN=localhost');
  const [serverSide] = (await accepted) as [DtlsSession];
  t.true((await serverSide.opened).resumed);
  t.true(serverSide.isSessionReused());
  t.is(peers.length, 2);
  t.deepEqual(peers[1]?.chain, peers[0]?.chain);
  // With `session`, the client gets new tickets.
  const [next] = (await once(second, 'session')) as [Session];
  t.true(await resumes(t, port, { session: next, verifyPeer }));
});

test('a Session is offered once; its exported bytes are a session for another process', async (t) => {
  const { port } = serve(t);
  const session = await firstSession(t, port);
  const bytes = session.export() as Uint8Array;
  t.true(await resumes(t, port, { session }));
  t.true(session.used);
  t.false(await resumes(t, port, { session }));
  t.true(await resumes(t, port, { session: bytes }));
  const imported = importSession(bytes);
  t.true(await resumes(t, port, { session: imported }));
  t.false(await resumes(t, port, { session: imported }));
});

test('bytes that are no session are refused, and so are other values', async (t) => {
  const { port } = serve(t);
  const bytes = (await firstSession(t, port)).export() as Uint8Array;
  for (const session of [bytes.subarray(1), bytes.subarray(0, -1), new Uint8Array(0), 'text', {}, true]) {
    const error = t.throws(() => connect('localhost', port, { session: session as Uint8Array }), {
      instanceOf: ConfigError,
    });
    t.is(error?.option, 'session');
  }
});

test('a client that does not ask for sessions gets none', async (t) => {
  const { port } = serve(t);
  const client = dial(t, port, { sessions: undefined });
  client.on('session', () => t.fail());
  await client.opened;
  await client.close();
  t.pass();
});

const own = (issued: typeof device) => ({ cert: issued.pem, key: issued.key });
const clientChanges: readonly [title: string, first: ConnectOptions, second: ConnectOptions, resumed: boolean][] = [
  ['equal settings', {}, {}, true],
  ['a further authority', {}, { ca: [ca.pem, otherCa.pem] }, false],
  ['another of two authorities', { ca: [ca.pem, otherCa.pem] }, { ca: [ca.pem, thirdCa.pem] }, false],
  ['another verifyPeer', { verifyPeer: () => {} }, { verifyPeer: async () => {} }, true],
  ['a new verifyPeer', {}, { verifyPeer: () => {} }, false],
  ['rejectUnauthorized now', { rejectUnauthorized: false }, {}, false],
  ['another name', { rejectUnauthorized: false }, { rejectUnauthorized: false, servername: 'example.org' }, false],
  ['another certificate of the client', own(device), own(otherDevice), false],
  ['the same certificate of the client', own(device), own(device), true],
];

for (const [title, first, second, expected] of clientChanges) {
  test(`a client ${expected ? 'resumes' : 'does not resume'} its session with ${title}`, async (t) => {
    const { port } = serve(t);
    const session = await firstSession(t, port, first);
    t.is(await resumes(t, port, { ...second, session }), expected);
    t.is(session.used, expected);
  });
}

test('a session of a name is not resumed for an address', async (t) => {
  const { port } = serve(t);
  const options = { servername: '', rejectUnauthorized: false };
  const session = await firstSession(t, port, options);
  t.false(await resumes(t, port, { ...options, session }, '127.0.0.1'));
  t.true(await resumes(t, port, { ...options, session }));
});

const asking = { requestCert: true, ca: ca.pem } as const;
const serverChanges: readonly [
  title: string,
  first: Partial<ListenOptions>,
  second: Partial<ListenOptions>,
  boolean,
][] = [
  ['equal settings', asking, asking, true],
  ['other authorities', asking, { requestCert: true, ca: [ca.pem, otherCa.pem] }, false],
  [
    'another of two authorities',
    { requestCert: true, ca: [ca.pem, otherCa.pem] },
    { requestCert: true, ca: [ca.pem, thirdCa.pem] },
    false,
  ],
  ['optional certificates', asking, { ...asking, requestCert: 'optional' }, false],
  ['a verifyPeer', asking, { ...asking, verifyPeer: () => {} }, false],
  ['no rejectUnauthorized', asking, { ...asking, requestCert: 'required', rejectUnauthorized: false }, false],
  ['a request for certificates', {}, asking, false],
  ['other ticket keys', asking, { ...asking, ticketKeys: [new Uint8Array(32).fill(2)] }, false],
  ['no tickets', {}, { tickets: 0, ticketKeys: undefined }, false],
  ['keys, but without new tickets', {}, { tickets: 0 }, true],
];

for (const [title, first, second, expected] of serverChanges) {
  test(`a server with ${title} ${expected ? 'resumes' : 'does not resume'} the session of another one`, async (t) => {
    const session = await firstSession(t, serve(t, first).port, own(device));
    t.is(await resumes(t, serve(t, second).port, { ...own(device), session }), expected);
  });
}

test('a server verifies the certificate of a resumed client again, and asks verifyPeer', async (t) => {
  let refuse = false;
  const chains: (readonly Uint8Array[])[] = [];
  const verifyPeer = ({ chain }: PeerToVerify): void => {
    chains.push(chain);
    if (refuse) throw new Error('revoked meanwhile');
  };
  const { endpoint, port } = serve(t, { ...asking, verifyPeer });
  const session = await firstSession(t, port, own(device));
  const again = (await firstSession(t, port, own(device))).export() as Uint8Array;
  const accepted = once(endpoint, 'session');
  t.true(await resumes(t, port, { ...own(device), session }));
  const [serverSide] = (await accepted) as [DtlsSession];
  t.is(serverSide.peerX509Certificate?.subject, 'CN=device');
  t.true(serverSide.authorized);
  t.is(chains.length, 3);
  t.deepEqual(chains[2], chains[0]);
  refuse = true;
  const failed = once(endpoint, 'handshakeerror');
  const client = dial(t, port, { ...own(device), session: again });
  await t.throwsAsync(client.closed, { code: 'ERR_DTLS_ALERT_CERTIFICATE_UNKNOWN' });
  await failed;
  // For the stored chain, and for that of the full handshake which followed.
  t.is(chains.length, 5);
});

test('endpoint.setTicketKeys() replaces the keys for tickets', async (t) => {
  const { endpoint, port } = serve(t);
  const session = (await firstSession(t, port)).export() as Uint8Array;
  const newer = new Uint8Array(32).fill(9);
  endpoint.setTicketKeys([newer]);
  t.false(await resumes(t, port, { session }));
  endpoint.setTicketKeys([newer, ...ticketKeys]);
  t.true(await resumes(t, port, { session }));
  for (const keys of [[], [new Uint8Array(31)], 'key', [7]]) {
    t.is(
      t.throws(() => endpoint.setTicketKeys(keys as Uint8Array[]), { instanceOf: ConfigError })?.option,
      'ticketKeys',
    );
  }
});

test('ticketLifetime limits a session, and so does the certificate of the server', async (t) => {
  const short = await firstSession(t, serve(t, { ticketLifetime: 60_000 }).port);
  t.true(short.expires <= Date.now() + 61_000 && short.expires > Date.now() + 30_000);
  const minute = 1 / 24 / 60;
  const localhost = { subject: 'CN=localhost', names: ['localhost'], usages: [x509.ExtendedKeyUsage.serverAuth] };
  const brief = await issue({ ...localhost, until: minute }, ca);
  const { port } = serve(t, { ...own(brief) });
  const { expires } = await firstSession(t, port);
  t.true(expires <= Date.now() + 61_000, `${expires - Date.now()}`);
});

test('wrong options for tickets are refused by their names', (t) => {
  const options = { cert: identity.pem, key: identity.key, host: '127.0.0.1', port: 0 };
  const wrong = [
    { tickets: 9 },
    { tickets: '2' },
    { ticketLifetime: 999 },
    { ticketKeys: [] },
    { sessionTimeout: 300 },
  ];
  for (const given of wrong as readonly Partial<ListenOptions>[]) {
    const error = t.throws(() => listen(() => {}, { ...options, ...given } as ListenOptions), {
      instanceOf: ConfigError,
    });
    t.is(error?.option, Object.keys(given)[0] as string);
  }
  t.is(
    t.throws(() => connect('localhost', 1, { sessions: 1 as never }), { instanceOf: ConfigError })?.option,
    'sessions',
  );
});
