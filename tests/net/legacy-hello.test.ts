import { createSocket } from 'node:dgram';
import { setTimeout as delay } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import {
  ConfigError,
  connect,
  type DtlsEndpoint,
  type DtlsSession,
  type ListenOptions,
  listen,
} from '../../runtime/net/index.ts';
import { localhostPair } from '../certificates/authority.ts';

const { ca, server } = await localhostPair();

/** A ClientHello that ends before its extensions, as of DTLS 1.0. */
function olderHello(): Buffer {
  const body = Buffer.concat([Buffer.from('feff', 'hex'), Buffer.alloc(32, 7), Buffer.from('0000000213010100', 'hex')]);
  const header = [1, 0, 0, body.length, 0, 0, 0, 0, 0, 0, 0, body.length];
  const record = [22, 0xfe, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, header.length + body.length];
  return Buffer.concat([Buffer.from([...record, ...header]), body]);
}

/** A server that gives datagrams to this function. `send`: from a client of an older version. */
function serve(t: ExecutionContext, onLegacyHello: (...given: readonly unknown[]) => unknown) {
  const sessions: DtlsSession[] = [];
  const options: ListenOptions = { cert: server.pem, key: server.key, host: '127.0.0.1', port: 0 };
  const calls: unknown[][] = [];
  const endpoint: DtlsEndpoint = listen((session) => sessions.push(session), {
    ...options,
    onLegacyHello: (...given) => {
      calls.push(given);
      return onLegacyHello(...given) as undefined;
    },
  });
  t.teardown(() => endpoint.destroy());
  const { port } = endpoint.address();
  const socket = createSocket('udp4');
  t.teardown(() => socket.close());
  return {
    endpoint,
    calls,
    async send(count = 1) {
      for (let sent = 0; sent < count; sent++) socket.send(olderHello(), port, '127.0.0.1');
      for (let waited = 0; calls.length === 0 && waited < 5000; waited += 10) await delay(10);
      await delay(50);
    },
    async connects() {
      const session = connect('localhost', port, { ca: ca.pem });
      t.teardown(() => session.destroy());
      await session.opened;
      session.destroy();
    },
  };
}

/** What reaches the process while `run` runs. */
async function uncaught(run: () => Promise<void>): Promise<unknown[]> {
  const found: unknown[] = [];
  const kinds = ['uncaughtException', 'unhandledRejection'] as const;
  const saved = kinds.map((kind) => process.listeners(kind as 'uncaughtException'));
  for (const kind of kinds) process.removeAllListeners(kind);
  for (const kind of kinds) process.on(kind as 'uncaughtException', (error) => found.push(error));
  try {
    await run();
  } finally {
    for (const kind of kinds) process.removeAllListeners(kind);
    for (const [index, kind] of kinds.entries()) {
      for (const listener of saved[index] ?? []) process.on(kind as 'uncaughtException', listener);
    }
  }
  return found;
}

test.serial(
  'a function for other stacks that throws causes an uncaught exception, and the endpoint goes on',
  async (t) => {
    const error = new Error('of the function');
    for (const fail of [
      () => {
        throw error;
      },
      () => Promise.reject(error),
    ]) {
      const { send, calls, connects } = serve(t, fail);
      t.deepEqual(await uncaught(() => send(3)), [error, error, error]);
      t.is(calls.length, 3);
      await t.notThrowsAsync(connects());
    }
  },
);

test.serial('what a function for other stacks returns has no meaning', async (t) => {
  const values = [null, false, 5, 'refuse', Symbol('x'), [], { accept: false }, () => t.fail()];
  for (const value of values) {
    const { send, calls, connects } = serve(t, () => value);
    t.deepEqual(await uncaught(() => send()), []);
    t.is(calls.length, 1);
    await t.notThrowsAsync(connects());
  }
});

test.serial('a function for other stacks that ends the endpoint is not called again', async (t) => {
  for (const end of [
    (endpoint: DtlsEndpoint) => endpoint.destroy(),
    (endpoint: DtlsEndpoint) => void endpoint.close(),
  ]) {
    const served = serve(t, () => end(served.endpoint));
    t.deepEqual(await uncaught(() => served.send(3)), []);
    t.is(served.calls.length, 1);
    await t.notThrowsAsync(served.endpoint.closed);
  }
});

test('a function for other stacks owns the datagram, and anything but a function is refused', async (t) => {
  const { send, calls } = serve(t, (datagram) => {
    structuredClone(datagram, { transfer: [(datagram as Uint8Array<ArrayBuffer>).buffer] });
  });
  await send(2);
  t.is(calls.length, 2);
  for (const [, peer] of calls) t.like(peer, { address: '127.0.0.1', family: 'IPv4' });
  for (const value of [null, 5, 'name', {}, true]) {
    const options = { cert: server.pem, key: server.key, port: 0, onLegacyHello: value as never };
    t.throws(() => listen(() => {}, options), { instanceOf: ConfigError, message: /onLegacyHello/ });
  }
});
