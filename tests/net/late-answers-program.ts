import { once } from 'node:events';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { connect, type DtlsSession, listen, type Session } from '../../runtime/net/index.ts';
import { issue, localhostPair, x509 } from '../certificates/authority.ts';

/**
 * Every callback answers after both sides have ended (`late`), or never (`never`). Prints what was asked and not settled;
 * then nothing keeps the process alive.
 */
const [mode, end] = process.argv.slice(2);
const { ca, server: identity } = await localhostPair();
const device = await issue({ subject: 'CN=device', usages: [x509.ExtendedKeyUsage.clientAuth] }, ca);
const asked: string[] = [];
const answers: (() => void)[] = [];
let isHolding = false;

/** Answers with `value`: at once before the test, and later or never in it. */
function held<T>(name: string, value: T): Promise<T> | T {
  if (!isHolding) return value;
  asked.push(name);
  return new Promise((resolve) => answers.push(() => resolve(value)));
}

const endpoint = listen(() => {}, {
  cert: identity.pem,
  key: identity.key,
  host: '127.0.0.1',
  port: 0,
  ca: ca.pem,
  requestCert: 'later',
  tickets: 1,
  closeTimeout: 300,
  // The store is asked for as long.
  initialTimeout: 60_000,
  handshakeTimeout: 86_400_000,
  pskCallback: () => held('pskCallback', new Uint8Array(32)),
  verifyPeer: () => held('verifyPeer of the server', undefined),
  earlyData: { onmessage: () => {}, store: { record: () => held('store', true) } },
});
const given = { ca: ca.pem, servername: 'localhost', closeTimeout: 300, handshakeTimeout: 86_400_000 };
const dial = (options: object) => connect('127.0.0.1', endpoint.address().port, { ...given, ...options });
const accepted = once(endpoint, 'session');
// A session holds only for the same certificates.
const own = { sessions: true, postHandshakeAuth: true, cert: device.pem, key: device.key };
const first = dial(own);
const [session] = (await once(first, 'session')) as [Session];
const [server] = (await accepted) as [DtlsSession];
isHolding = true;
const clients = [
  first,
  dial({ ...own, session, earlyData: ['x'] }),
  dial({ psks: [{ identity: Buffer.from('a'), key: new Uint8Array(32) }] }),
  dial({ verifyPeer: () => held('verifyPeer of the client', undefined) }),
];
const requested = server.requestCertificate().then(
  () => 'answered',
  (error: NodeJS.ErrnoException) => error.code,
);
while (asked.length < 4) await delay(5);
if (end === 'close') await Promise.all([...clients.map((each) => each.close()), endpoint.close()]);
else for (const each of [...clients, endpoint]) each.destroy();
const request = await requested;
if (mode === 'late') for (const answer of answers) answer();
await Promise.all([...clients.map(({ closed }) => closed), endpoint.closed]);
process.stdout.write(JSON.stringify({ asked: asked.toSorted(), request }));
