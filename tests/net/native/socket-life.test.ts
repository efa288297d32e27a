import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createNativeSockets, type NativeSocket } from 'wirechart/net/native';
import type { DatagramSocketHandlers, SendBuffer } from '../../../runtime/net/datagram-socket.ts';
import { addonSerialTest, addonTest } from '../../addon.ts';
import { datagramsOf } from './datagrams.ts';
import { openDgram, openNative, until } from './native-fixture.ts';

const program = fileURLToPath(new URL('socket-life-program.js', import.meta.url));

for (const [mode, title, printed] of [
  ['unref', 'a process whose sockets are unreferenced ends', ''],
  ['ref', 'a socket that is referenced again keeps the process until it is closed', 'closed\n'],
  ['exit', 'a process exits while sockets are open and datagrams queued', ''],
  ['exitInCallback', 'a process exits from inside a callback of a socket', ''],
  ['throwInHandlers', 'handlers that throw cause uncaughtException, and the sockets go on', 'six exceptions\n'],
  ['workerExit', 'a worker exits from inside a callback of a socket', ''],
  ['workerEnd', 'a worker ends while unreferenced sockets are open', ''],
  ['workerTerminated', 'a worker is terminated while its sockets send and receive', ''],
] as const) {
  addonSerialTest(`${title}, and nothing aborts`, (t) => {
    const { status, signal, stdout, stderr } = spawnSync(process.execPath, [program, mode], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    t.deepEqual({ status, signal, stdout, stderr }, { status: 0, signal: null, stdout: printed, stderr: '' });
  });
}

for (const closing of ['received', 'sent', 'unsent', 'failure'] as const) {
  addonTest(`a socket is closed from inside ${closing}, and no other handler is called than sent`, async (t) => {
    const theirs = await openDgram(t);
    const calls: string[] = [];
    const returned = new Set<SendBuffer>();
    let socket: NativeSocket | undefined;
    let closed = false;
    const end = (name: string): void => {
      if (closed && name !== 'sent') calls.push(name);
      if (name !== closing || closed) return;
      closed = true;
      socket?.close();
    };
    const handlers: DatagramSocketHandlers = {
      received: () => end('received'),
      sent: (buffer) => {
        returned.add(buffer);
        end('sent');
      },
      unsent: () => end('unsent'),
      failure: () => end('failure'),
    };
    socket = createNativeSockets().open('127.0.0.1', 0, {}, handlers);
    const { port } = socket.address();
    for (let index = 0; index < 200; index++) theirs.socket.send('hello', port, '127.0.0.1');
    // Port 0 cannot be sent to.
    const buffers = [theirs.port, 0, theirs.port, 0].map((to) => ({ buffer: datagramsOf([10, 10]), to }));
    for (const { buffer, to } of buffers) socket.send(buffer, { address: '127.0.0.1', family: 'IPv4', port: to });
    socket.flush();
    await until(() => closed && returned.size === buffers.length);
    await new Promise((resolve) => setTimeout(resolve, 20));
    t.deepEqual(calls, []);
    t.throws(() => socket?.address(), { code: 'EBADF' });
  });
}

addonTest(
  'a closed socket returns buffers, refuses address(), connect() and stats(), and ignores the rest',
  async (t) => {
    const { socket, sent, unsent } = openNative(t);
    const queued = datagramsOf([10]);
    socket.send(queued, { address: '127.0.0.1', family: 'IPv4', port: 9 });
    let done = 0;
    socket.close(() => done++);
    socket.close(() => done++);
    const late = datagramsOf([10]);
    socket.send(late);
    socket.flush();
    socket.ref();
    socket.unref();
    await until(() => done === 2 && sent.length === 2);
    t.deepEqual(sent, [queued, late]);
    t.deepEqual(unsent, []);
    t.throws(() => socket.address(), { code: 'EBADF', message: 'getsockname EBADF', name: 'SystemError' });
    t.throws(() => socket.stats(), { code: 'EBADF' });
    await t.throwsAsync(socket.connect('127.0.0.1', 9), { code: 'EBADF', message: 'connect EBADF 127.0.0.1:9' });
  },
);

addonTest('the port of a closed socket is free at once', (t) => {
  const first = openNative(t);
  const { port } = first.socket.address();
  first.socket.close();
  t.is(openNative(t, { port }).socket.address().port, port);
});

addonTest('a connected socket reports that no process has the port, and sends again when one does', async (t) => {
  const closed = await openDgram(t);
  const { port } = closed;
  await new Promise<void>((resolve) => closed.socket.close(resolve));
  closed.socket.close = () => closed.socket;
  const { socket, failures, unsent, sent } = openNative(t);
  await socket.connect('127.0.0.1', port);
  socket.send(datagramsOf([10]));
  socket.flush();
  await until(() => failures.length === 1);
  t.like(failures[0], { code: 'ECONNREFUSED', syscall: 'recvmsg', name: 'SystemError' });
  const later = await openDgram(t, 'udp4', '127.0.0.1', port);
  socket.send(datagramsOf([20]));
  socket.flush();
  await until(() => later.arrivals.length === 1 && sent.length === 2);
  t.is(socket.counters.failures, 1);
  t.deepEqual(unsent, []);
});

addonTest('a connected socket receives from its peer only', async (t) => {
  const [peer, other] = [await openDgram(t), await openDgram(t)];
  const { socket, arrivals } = openNative(t);
  await socket.connect('127.0.0.1', peer.port);
  other.socket.send('other', socket.address().port, '127.0.0.1');
  peer.socket.send('peer', socket.address().port, '127.0.0.1');
  await until(() => arrivals.length === 1);
  t.is(arrivals[0]?.bytes.toString(), 'peer');
});
