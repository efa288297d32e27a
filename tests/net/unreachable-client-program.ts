import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { connect, type DtlsSession, type LostMessage, listen } from '../../runtime/net/index.ts';
import { localhostPair } from '../certificates/authority.ts';

/** Runs in a network of its own: a server sends to a client that the network cannot reach, and the results are printed. */
const { ca, server: identity } = await localhostPair();
const [server, away, near] = ['10.92.0.1', '10.92.0.2', '10.92.0.3'];
for (const each of [server, away, near]) ip('address', 'add', `${each}/32`, 'dev', 'lo');
const endpoint = listen((session) => session.on('message', () => {}), {
  cert: identity.pem,
  key: identity.key,
  host: server,
  port: 0,
});
const dial = async (bindHost: string) => {
  const accepted = once(endpoint, 'session');
  const options = { ca: ca.pem, servername: 'localhost', bindHost };
  const client = connect(server, endpoint.address().port, options);
  await client.opened;
  const [session] = (await accepted) as [DtlsSession];
  return { client, session };
};
const first = await dial(away);
const lost: (string | undefined)[] = [];
first.session.on('lost', ({ error }: LostMessage) => lost.push(error.code));

async function send(): Promise<void> {
  const reported = once(first.session, 'lost');
  first.session.send('lost');
  await reported;
}

ip('address', 'del', `${away}/32`, 'dev', 'lo');
await send();
for (const kind of ['unreachable', 'prohibit', 'blackhole']) {
  ip('route', 'add', kind, `${away}/32`);
  await send();
  ip('route', 'del', kind, `${away}/32`);
}
const failures = endpoint.stats.networkFailures;
// The same socket serves another client meanwhile, also after a refusal by ICMP of the port of a client that has left.
const second = await dial(near);
second.client.destroy();
second.session.send('refused');
await delay(50);
const third = await dial(near);
const heard = once(third.session, 'message');
third.client.send('served');
await heard;
// The session outlasts all of it.
ip('address', 'add', `${away}/32`, 'dev', 'lo');
const answer = once(first.client, 'message');
first.session.send('back again');
const [data] = (await answer) as [Uint8Array];
const result = {
  lost,
  failures,
  messagesLost: first.session.stats.messagesLost,
  internalErrors: endpoint.stats.internalErrors,
  sessions: endpoint.sessions,
  answer: Buffer.from(data).toString(),
};
first.client.destroy();
third.client.destroy();
endpoint.destroy();
process.stdout.write(JSON.stringify(result));

function ip(...words: readonly string[]): void {
  const { status } = spawnSync('ip', words, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`ip ${words.join(' ')} failed`);
}
