import { once } from 'node:events';
import test, { type ExecutionContext } from 'ava';
import type { DtlsSession, DtlsWorkerEndpoint, WorkerListenOptions } from '../../../runtime/net/index.ts';
import { ask, dial, handler, inTurn, serve, until } from './served-workers.ts';

interface Lost {
  readonly workers: string[];
  /** The ports of the clients, with the code of the error and of its cause. */
  readonly connections: string[];
}

function lostOf(endpoint: DtlsWorkerEndpoint): Lost {
  const lost: Lost = { workers: [], connections: [] };
  const code = (error: unknown): string => String((error as NodeJS.ErrnoException).code);
  endpoint.on('workerlost', (error, worker) => lost.workers.push(`${worker} ${code(error)} ${error.message}`));
  endpoint.on('connectionlost', (error, { port }) =>
    lost.connections.push(`${port} ${code(error)} ${code(error.cause)}`),
  );
  return lost;
}

/** Four clients: those with even numbers at worker 0. */
async function served(t: ExecutionContext, options: Partial<WorkerListenOptions> = {}) {
  const endpoint = serve(t, 'echo', { balancing: inTurn(), ...options });
  await endpoint.listening;
  const clients: DtlsSession[] = [];
  for (let count = 0; count < 4; count++) {
    const client = dial(t, endpoint.address().port);
    await client.opened;
    clients.push(client);
  }
  await until(() => endpoint.sessions === 4);
  return { endpoint, clients, lost: lostOf(endpoint) };
}

const deaths = [
  ['exit', 'ERR_DTLS_WORKER_EXITED', 'a worker has exited with code 3', {}],
  ['throw', 'ERR_DTLS_WORKER_EXITED', 'a worker failed: asked to', {}],
  ['reject', 'ERR_DTLS_WORKER_EXITED', 'a worker failed: asked to', {}],
  ['spin', 'ERR_DTLS_WORKER_SILENT', 'the event loop of a worker has not run for 2000 ms', { workerTimeout: 2000 }],
] as const;

for (const [cause, code, message, options] of deaths) {
  test.serial(`a worker that ends by "${cause}" is replaced, and clients of the other notice nothing`, async (t) => {
    const { endpoint, clients, lost } = await served(t, options);
    const [first, second, , fourth] = clients as [DtlsSession, DtlsSession, DtlsSession, DtlsSession];
    const ready = once(endpoint, 'workerready');
    first.send(cause);
    t.deepEqual(await ready, [0]);
    t.deepEqual(lost.workers, [`0 ${code} ${message}`]);
    t.is(new Set(lost.connections).size, 2);
    t.true(lost.connections.every((each) => each.endsWith(` ERR_DTLS_WORKER_LOST ${code}`)));
    t.like(endpoint.stats, { workersLost: 1, connectionsLost: 2, sessionsOpened: 4, workersReady: 2 });
    t.is(await ask(second, 'second'), '1:second');
    t.is(await ask(fourth, 'fourth'), '1:fourth');
    t.is(await ask(dial(t, endpoint.address().port), 'new'), '0:new');
    await until(() => endpoint.sessions === 3);
    t.is(endpoint.stats.sessionsOpened, 5);
  });
}

test.serial('a main thread that is blocked does not take its workers for silent', async (t) => {
  const { endpoint, clients, lost } = await served(t, { workerTimeout: 400 });
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
  t.is(await ask(clients[0] as DtlsSession, 'still'), '0:still');
  t.is(await ask(clients[1] as DtlsSession, 'still'), '1:still');
  t.deepEqual(lost.workers, []);
  t.is(endpoint.stats.workersLost, 0);
});

test.serial('workers that end again and again end the endpoint', async (t) => {
  const { endpoint, clients } = await served(t, { maxWorkerRestarts: 0 });
  clients[0]?.send('exit');
  const error = await t.throwsAsync(endpoint.closed, { code: 'ERR_DTLS_WORKER_RESTARTS' });
  t.is((error?.cause as NodeJS.ErrnoException | undefined)?.code, 'ERR_DTLS_WORKER_EXITED');
  t.true(endpoint.destroyed);
  t.is(endpoint.stats.workersReady, 0);
});

const mistakes = [
  ['missing', 'ERR_DTLS_WORKER_MODULE', /cannot be loaded: Cannot find module/, {}],
  ['broken', 'ERR_DTLS_WORKER_MODULE', /cannot be loaded: broken on import/, {}],
  ['empty', 'ERR_DTLS_WORKER_MODULE', /no default export/, {}],
  ['never-ready', 'ERR_DTLS_WORKER_MODULE', /not ready within 300 ms/, { workerStartTimeout: 300 }],
  ['echo', 'ERR_WIRECHART_CONFIG', /^mtu: must be an integer/, { mtu: 1 }],
  [
    'echo',
    'ERR_WIRECHART_CONFIG',
    /^connectionIds.length: must be an integer from 5 to 33/,
    { connectionIds: { length: 4 } },
  ],
  ['echo', 'ERR_WIRECHART_CONFIG', /^key: /, { key: 'none' }],
  ['chosen-options?port', 'ERR_WIRECHART_CONFIG', /^port: is an option of listen\(\)/, {}],
  ['chosen-options?maxSessions', 'ERR_WIRECHART_CONFIG', /^maxSessions: is an option of listen\(\)/, {}],
  ['chosen-options?verifyPeer', 'ERR_WIRECHART_CONFIG', /^verifyPeer: has no effect without requestCert/, {}],
  ['chosen-options?connectionIds', 'ERR_WIRECHART_CONFIG', /^connectionIds: must be an object/, {}],
  ['echo', 'ERR_WIRECHART_CONFIG', /^earlyData.onmessage: is missing/, { tickets: 1, earlyData: {} }],
  ['chosen-options?earlyData', 'ERR_WIRECHART_CONFIG', /^earlyData: must be an object/, { tickets: 1 }],
] as const;

for (const [module, code, message, options] of mistakes) {
  test.serial(`the endpoint fails with ${code} for ${module} ${JSON.stringify(options)}`, async (t) => {
    const endpoint = serve(t, module, { workers: 1, ...options });
    const error = await t.throwsAsync(endpoint.listening, { code, message });
    t.is(await t.throwsAsync(endpoint.closed), error);
    t.is(endpoint.stats.workersLost, 0);
  });
}

test.serial('a function of the module is used as an option', async (t) => {
  const endpoint = serve(t, 'chosen-options?padding', { workers: 1 });
  await endpoint.listening;
  await dial(t, endpoint.address().port).opened;
  t.pass();
});

test.serial('an endpoint that is closed or destroyed before its workers are ready ends', async (t) => {
  const closing = serve(t, 'echo');
  const closed = closing.close();
  await t.throwsAsync(closing.listening, { code: 'ERR_DTLS_CLOSED' });
  await closed;
  const destroyed = serve(t, 'echo');
  destroyed.destroy(new Error('enough'));
  await t.throwsAsync(destroyed.listening, { message: 'enough' });
  await t.throwsAsync(destroyed.closed, { message: 'enough' });
  t.true(destroyed.destroyed);
});

test.serial('an endpoint that closes does not wait for a worker that ends meanwhile', async (t) => {
  const { endpoint, clients } = await served(t);
  for (const client of clients) client.destroy();
  const closed = endpoint.close();
  clients[0]?.destroy();
  await closed;
  t.is(endpoint.sessions, 0);
});

test.serial('an endpoint that closes ends a worker that is blocked', async (t) => {
  const { endpoint, clients } = await served(t, { closeTimeout: 1 });
  clients[0]?.send('spin');
  await ask(clients[1] as DtlsSession, 'other');
  await endpoint.close();
  t.is(endpoint.stats.workersReady, 0);
  await clients[1]?.closed;
});

test.serial('an endpoint that closes ends a worker that cannot be told to', async (t) => {
  const { endpoint, clients } = await served(t, { closeTimeout: 1 });
  t.is(await ask(clients[0] as DtlsSession, 'deaf'), 'deaf');
  await endpoint.close();
  t.is(endpoint.stats.workersReady, 0);
  await clients[1]?.closed;
});

test.serial('messages of a module on the port of its thread have no effect', async (t) => {
  const { endpoint, clients, lost } = await served(t);
  t.is(await ask(clients[0] as DtlsSession, 'post'), 'posted');
  t.is(await ask(clients[0] as DtlsSession, 'still'), '0:still');
  await endpoint.close();
  t.deepEqual(lost.workers, []);
});

test.serial('destroy() ends an endpoint whose worker is blocked', async (t) => {
  const { endpoint, clients } = await served(t);
  clients[0]?.send('spin');
  await ask(clients[1] as DtlsSession, 'other');
  endpoint.destroy();
  await endpoint.closed;
  t.is(endpoint.stats.workersReady, 0);
});

test.serial('close() from a handler, with a signal, and by asyncDispose ends the endpoint', async (t) => {
  const controller = new AbortController();
  const first = serve(t, 'echo', { workers: 1, signal: controller.signal });
  first.on('workerready', () => controller.abort());
  await first.closed;
  const second = serve(t, 'echo', { workers: 1 });
  second.on('workerready', () => second.destroy(new Error('in a handler')));
  await t.throwsAsync(second.closed, { message: 'in a handler' });
  const third = serve(t, 'echo', { workers: 1 });
  t.is(third.unref().ref(), third);
  await third[Symbol.asyncDispose]();
  t.true(third.destroyed);
  t.is(handler('echo').protocol, 'file:');
});
