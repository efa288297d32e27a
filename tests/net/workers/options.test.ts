import test from 'ava';
import { BufferPools } from '../../../runtime/dtls13/index.ts';
import { ConfigError, connect, listen, type WorkerListenOptions } from '../../../runtime/net/index.ts';
import { resolveWorkerOptions } from '../../../runtime/net/workers/worker-listen-options.ts';
import { handler } from './served-workers.ts';

const given = { workers: 2, port: 0, host: '127.0.0.1', cert: 'c', key: 'k' };

function mistake(options: object): string {
  try {
    listen(handler('echo'), { ...given, ...options } as WorkerListenOptions);
  } catch (error) {
    return error instanceof ConfigError ? error.message : `not a ConfigError: ${error}`;
  }
  return 'none';
}

const ofModule = 'cannot be copied to a worker: export it from the module, as a property of `options`';

test('options that a worker cannot get are refused at once, with what to do', (t) => {
  for (const name of ['pskCallback', 'verifyPeer', 'keylog', 'trace', 'onLegacyHello', 'onBatch', 'padding']) {
    t.is(mistake({ [name]: () => {} }), `${name}: ${ofModule}`);
  }
  t.is(mistake({ buffers: new BufferPools() }), `buffers: ${ofModule}`);
  t.is(mistake({ provider: {} }), `provider: ${ofModule}`);
  t.is(mistake({ earlyData: { onmessage: () => {} } }), `earlyData.onmessage: ${ofModule}`);
  t.is(mistake({ earlyData: { store: {} } }), `earlyData.store: ${ofModule}`);
  t.is(mistake({ earlyData: 1 }), 'earlyData: must be an object');
  t.is(mistake({ connectionIds: { length: 8, generate: () => {} } }), `connectionIds.generate: ${ofModule}`);
  t.is(mistake({ ca: new Map() }), `ca: ${ofModule}`);
  t.is(mistake({ oidFilters: [{ oid: Symbol('x') }] }), `oidFilters.oid: ${ofModule}`);
});

test('invalid options of workers are refused at once', (t) => {
  t.is(mistake({ workers: undefined }), 'workers: is missing');
  t.is(mistake({ workers: 0 }), 'workers: must be an integer from 1 to 63, not 0');
  t.is(mistake({ workers: 64 }), 'workers: must be an integer from 1 to 63, not 64');
  t.regex(mistake({ balancing: 'random' }), /^balancing: must be "?'?hash/);
  t.regex(mistake({ workerTimeout: 99 }), /^workerTimeout: must be an integer from 100/);
  t.regex(mistake({ workerStartTimeout: 0 }), /^workerStartTimeout: /);
  t.regex(mistake({ maxWorkerRestarts: -1 }), /^maxWorkerRestarts: /);
  t.regex(mistake({ maxSessions: 0 }), /^maxSessions: must be an integer from 1/);
  t.regex(mistake({ cookieKeys: [] }), /^cookieKeys: /);
  t.regex(mistake({ ticketKeys: [new Uint8Array(3)] }), /^ticketKeys: /);
  t.is(mistake({ worker: 2 }), 'worker: is not an option of listen(): did you mean workers?');
  t.is(mistake({ servername: 'x' }), 'servername: is an option of clients only');
  t.is(mistake({ port: -1 }), 'port: must be an integer from 0 to 65535, not -1');
});

test('the options of workers need a module', (t) => {
  t.throws(() => listen(() => {}, given as never), {
    message: 'workers: needs a module: give listen() its URL in place of a function',
  });
  t.throws(() => listen('./handler.js' as never, { ...given } as never), { code: 'ERR_WIRECHART_CONFIG' });
  t.throws(() => connect('localhost', 1, { workers: 2 } as never), {
    message: 'workers: is not an option of connect()',
  });
});

test('limits are divided by the workers, and bytes are copied without their neighbours', (t) => {
  const pool = new Uint8Array(100).fill(7);
  const { passed, workerTimeout } = resolveWorkerOptions({
    ...given,
    workers: 3,
    maxSessions: 10,
    maxHandshakes: 1,
    maxReassembly: 70_000,
    cert: pool.subarray(10, 13),
    workerTimeout: Number.POSITIVE_INFINITY,
  });
  t.like(passed, { maxSessions: 4, maxHandshakes: 1, maxReassembly: 65_536, maxFragmentedHellos: 342 });
  t.is((passed.cert as Uint8Array).buffer.byteLength, 3);
  t.is(workerTimeout, Number.POSITIVE_INFINITY);
  t.false('workers' in passed || 'cookieKeys' in passed || 'signal' in passed);
});

test('an address that cannot be bound is thrown, and leaves no thread', async (t) => {
  t.throws(() => listen(handler('echo'), { ...given, host: '192.0.2.1' }), { code: 'EADDRNOTAVAIL' });
  const named = listen(handler('echo'), { ...given, host: 'localhost', lookupTimeout: 1 });
  await named.close();
  const unknown = listen(handler('echo'), { ...given, host: 'unknown.invalid', lookupTimeout: 5000 });
  await t.throwsAsync(unknown.listening);
  await t.throwsAsync(unknown.closed);
});
