import { spawnSync } from 'node:child_process';
import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { connect, type DtlsSession, type LostMessage, listen } from '../../runtime/net/index.ts';
import { localhostPair } from '../certificates/authority.ts';
import { captureSockets } from './dgram-capture.ts';

const { ca, server: identity } = await localhostPair();

test.serial('a client that the network cannot reach is counted, and ends neither its session nor the server', (t) => {
  const program = fileURLToPath(new URL('unreachable-client-program.js', import.meta.url));
  const { status, stdout, stderr, error } = spawnSync(
    'unshare',
    ['--net', '--map-root-user', 'sh', '-c', 'ip link set lo up && exec "$0" "$1"', process.execPath, program],
    { encoding: 'utf8', timeout: 60_000 },
  );
  if (error !== undefined || /unshare|ip: |not found/.test(stderr)) {
    t.log('not tried: a network of its own takes unshare and ip, and the right to use them');
    t.pass();
    return;
  }
  t.is(status, 0, stderr);
  t.deepEqual(JSON.parse(stdout), {
    // No route, and routes of the types unreachable, prohibit and blackhole.
    lost: ['ENETUNREACH', 'EHOSTUNREACH', 'EACCES', 'EINVAL'],
    failures: 4,
    messagesLost: 4,
    internalErrors: 0,
    // The first one, the one whose client has left without an alert, and the last one.
    sessions: 3,
    answer: 'back again',
  });
});

for (const code of ['ENOBUFS', 'ENOMEM', 'ECONNREFUSED', 'EHOSTUNREACH', 'EPERM']) {
  test(`a send that the operating system refuses with ${code} is counted, and the session continues`, async (t) => {
    const { result: endpoint, sockets } = captureSockets(() =>
      listen(() => {}, { cert: identity.pem, key: identity.key, host: '127.0.0.1', port: 0 }),
    );
    t.teardown(() => endpoint.destroy());
    const socket = sockets[0] as Socket;
    const accepted = once(endpoint, 'session');
    const client = connect('localhost', endpoint.address().port, { ca: ca.pem });
    t.teardown(() => client.destroy());
    await client.opened;
    const [session] = (await accepted) as [DtlsSession];
    const { send } = socket;
    const refusal = Object.assign(new Error(`send ${code}`), { code });
    socket.send = (...given: unknown[]) => {
      const done = given.at(-1) as (error: Error, bytes: number) => void;
      setImmediate(done, refusal, 0);
    };
    const reported = once(session, 'lost') as Promise<[LostMessage]>;
    t.true(session.send('lost'));
    const [{ bytes, error }] = await reported;
    t.deepEqual([bytes, error.code], [4, code]);
    // dgram emits errors of the network too.
    socket.emit('error', refusal);
    socket.send = send;
    t.is(endpoint.stats.networkFailures, 2);
    t.is(session.stats.messagesLost, 1);
    const heard = once(client, 'message');
    session.send('again');
    t.is(Buffer.from(((await heard) as [Uint8Array])[0]).toString(), 'again');
    t.is(endpoint.stats.internalErrors, 0);
  });
}
