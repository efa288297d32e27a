import { getEventListeners, once } from 'node:events';
import { inspect } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import {
  type KeyedEndpoint,
  listen,
  type RedisClient,
  RedisServerKeys,
  type RedisServerKeysOptions,
  TimeoutError,
  type WirechartError,
} from '../../runtime/net/index.ts';
import { localhostPair } from '../certificates/authority.ts';
import { peerTest } from '../peers.ts';
import { RedisServer } from './redis-server.ts';

const { server: identity } = await localhostPair();
const NAME = 'wirechart:server-keys';
const secret = new Uint8Array(32).fill(7);

/** An endpoint that notes the keys that it gets, as hexadecimal text. */
class NotedEndpoint implements KeyedEndpoint {
  readonly closed: Promise<void>;
  close: () => void = () => {};
  tickets: readonly string[] = [];
  cookies: readonly string[] = [];
  changes = 0;

  constructor() {
    this.closed = new Promise((resolve) => {
      this.close = resolve;
    });
  }

  setTicketKeys(keys: readonly Uint8Array[]): void {
    this.changes++;
    this.tickets = keys.map(hex);
    // They belong to the endpoint.
    for (const key of keys) key.fill(0);
  }

  setCookieKeys(keys: readonly Uint8Array[]): void {
    this.cookies = keys.map(hex);
    for (const key of keys) key.fill(0);
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** A server with these keys, and its endpoint. */
function serve(t: ExecutionContext, client: RedisClient, options: RedisServerKeysOptions = {}) {
  const keys = new RedisServerKeys(client, options);
  t.teardown(() => keys.close());
  const endpoint = new NotedEndpoint();
  keys.attach(endpoint);
  return { keys, endpoint };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

async function failureOf(keys: RedisServerKeys): Promise<Error> {
  const [error] = (await once(keys, 'failure')) as [Error];
  return error;
}

/** A client whose calls are answered by the function. */
function client(answer: (...call: Parameters<RedisClient['eval']>) => unknown): RedisClient {
  return { eval: ((...call) => answer(...call)) as RedisClient['eval'] };
}

const silent = client(() => new Promise(() => {}));
const fast = { pollInterval: 100, timeout: 50 } as const;

test('options that cannot be used are refused with their names', (t) => {
  const refused: readonly [unknown, string][] = [
    [{ name: '' }, 'name'],
    [{ name: 7 }, 'name'],
    [{ secret: new Uint8Array(31) }, 'secret'],
    [{ secret: 'x'.repeat(32) }, 'secret'],
    [{ secret: null }, 'secret'],
    [{ ticketLifetime: 999 }, 'ticketLifetime'],
    [{ ticketLifetime: 604_800_001 }, 'ticketLifetime'],
    [{ pollInterval: 99 }, 'pollInterval'],
    [{ pollInterval: Number.NaN }, 'pollInterval'],
    [{ timeout: 9 }, 'timeout'],
    [{ timeout: 60_001 }, 'timeout'],
    [{ signal: {} }, 'signal'],
    [{ prefix: 'x' }, 'prefix'],
    [null, 'options'],
  ];
  for (const [options, option] of refused) {
    t.throws(
      () => new RedisServerKeys(silent, options as RedisServerKeysOptions),
      { code: 'ERR_WIRECHART_CONFIG', message: new RegExp(`^${option}: `) },
      option,
    );
  }
  for (const wrong of [undefined, null, {}, { eval: 7 }, 'redis']) {
    t.throws(() => new RedisServerKeys(wrong as unknown as RedisClient), { message: /^client: / });
  }
  const keys = new RedisServerKeys(silent);
  for (const wrong of [undefined, null, {}, { setTicketKeys() {} }]) {
    t.throws(() => keys.attach(wrong as unknown as KeyedEndpoint), { message: /^endpoint: / });
  }
  keys.close();
});

test('an endpoint has keys of its own at once, before Redis answers and after it did not', async (t) => {
  const { keys, endpoint } = serve(t, silent, fast);
  t.is(endpoint.tickets.length, 1);
  t.is(endpoint.cookies.length, 1);
  t.not(endpoint.tickets[0], endpoint.cookies[0]);
  const [first] = endpoint.tickets;
  const failure = failureOf(keys);
  await keys.ready;
  const error = await failure;
  t.true(error instanceof TimeoutError);
  t.is(error.message, 'Redis: no answer for 50 ms');
  t.false(keys.isShared);
  t.is(endpoint.tickets[0], first);
  t.not(serve(t, silent).endpoint.tickets[0], first, 'each server its own');
});

test('a client that never answers gets two calls, not one for each interval', async (t) => {
  let calls = 0;
  const { keys } = serve(
    t,
    client(() => {
      calls++;
      return new Promise(() => {});
    }),
    fast,
  );
  let failures = 0;
  keys.on('failure', () => failures++);
  await until(() => failures === 4);
  t.is(calls, 2);
});

test('a client that fails or answers nonsense changes no keys, and each time there is one typed error', async (t) => {
  const throwing = new Proxy([], {
    get: (_, name) => {
      if (name !== 'then') throw new Error('trap');
    },
  });
  const thenable = Object.fromEntries([
    ['then', (_: unknown, no: (error: Error) => void) => no(new Error('thenable'))],
  ]);
  const value = `wc1.${'A'.repeat(64)}`;
  const nonsense: readonly [unknown, RegExp][] = [
    [undefined, /not that of the script/],
    ['0', /not that of the script/],
    [[], /not that of the script/],
    [[0], /not that of the script/],
    [['0', value], /not that of the script/],
    [['0', value, 'soon'], /not that of the script/],
    [['0', value, '1e999'], /not that of the script/],
    [['0', 7, '0'], /not that of the script/],
    [['0', ...Array.from({ length: 13 }, () => [value, '0']).flat()], /not that of the script/],
    [throwing, /not that of the script/],
    [thenable, /Redis failed: thenable/],
    [['0', value, '0'], /1 keys of another `secret`/],
    [['0', 'wc1.', '0', `wc2.${'A'.repeat(64)}`, '0', `wc1.${'é'.repeat(64)}`, '0'], /3 keys of another `secret`/],
    [['3'], /3 members that are not keys/],
  ];
  for (const [answer, message] of nonsense) {
    const { keys, endpoint } = serve(
      t,
      client(() => answer),
    );
    const [first] = endpoint.tickets;
    const error = await failureOf(keys);
    t.is((error as WirechartError).code, 'ERR_WIRECHART_SHARED_KEYS');
    t.regex(error.message, message);
    t.deepEqual(endpoint.tickets, [first]);
    t.false(keys.isShared);
    keys.close();
  }
  const { keys } = serve(
    t,
    client(() => {
      throw new Error('no connection');
    }),
  );
  t.regex((await failureOf(keys)).message, /Redis failed: no connection/);
});

test('errors, inspection and JSON show no secrets, also not those in the errors of a client', async (t) => {
  const seen: string[] = [];
  const { keys } = serve(
    t,
    client((script, options) => {
      seen.push(...options.arguments);
      throw Object.assign(new Error(`ERR unknown command, with args ${options.arguments.join()}`), { script, options });
    }),
    { secret },
  );
  const error = await failureOf(keys);
  const texts = [inspect(error, { depth: 9, showHidden: true }), inspect(keys, { depth: 9 }), JSON.stringify(keys)];
  t.regex(error.message, /Redis failed: .*\(secret\)/);
  const values = seen.filter((each) => each.startsWith('wc1.'));
  t.is(values.length, 1);
  for (const text of texts) t.false(values.some((value) => text.includes(value)) || text.includes(hex(secret)));
});

/** Answers as a Redis server with one set of values would; `startsIn` of each. */
function values(t: ExecutionContext) {
  const shared = new Map<string, number>();
  const redis = client((_, { arguments: [, , value = ''] }) => {
    if (shared.size === 0) shared.set(value, 0);
    return Promise.resolve(['0', ...[...shared].flatMap(([each, startsIn]) => [each, `${startsIn}`])]);
  });
  return { shared, start: (options: RedisServerKeysOptions = {}) => serve(t, redis, { ...fast, ...options }) };
}

test('servers have the same keys, and keep accepting what they did before Redis answered', async (t) => {
  const { shared, start } = values(t);
  const [first, second] = [start(), start()];
  const own = [first, second].map(({ endpoint }) => endpoint.tickets[0]);
  await Promise.all([first.keys.ready, second.keys.ready]);
  t.true(first.keys.isShared && second.keys.isShared);
  t.is(first.endpoint.tickets[0], second.endpoint.tickets[0]);
  t.is(first.endpoint.cookies[0], second.endpoint.cookies[0]);
  t.deepEqual([first.endpoint.tickets[1], second.endpoint.tickets[1]], own);
  t.is(shared.size, 1);
  const third = start();
  await third.keys.ready;
  t.is(third.endpoint.tickets[0], first.endpoint.tickets[0], 'a server that restarts');
});

test('a key that is not in use yet is accepted, but not the first', async (t) => {
  const { shared, start } = values(t);
  const { keys, endpoint } = start();
  await keys.ready;
  const [first, own] = endpoint.tickets;
  const [next] = [...(await other(t)).shared.keys()];
  shared.set(next as string, 200);
  await until(() => endpoint.tickets.length === 3);
  t.is(endpoint.tickets[0], first);
  t.is(endpoint.tickets[2], own);
  const [, pending] = endpoint.tickets;
  shared.set(next as string, -1);
  shared.set([...shared.keys()][0] as string, -1000);
  await until(() => endpoint.tickets[0] === pending);
  t.deepEqual(endpoint.tickets, [pending, first, own] as string[]);
});

/** The values of servers that share nothing with others. */
async function other(t: ExecutionContext) {
  const made = values(t);
  await made.start().keys.ready;
  return made;
}

test('a value that was removed ends its tickets, and its cookies still work', async (t) => {
  const { shared, start } = values(t);
  const { keys, endpoint } = start();
  await keys.ready;
  const [ticket] = endpoint.tickets;
  const [cookie] = endpoint.cookies;
  shared.clear();
  await once(keys, 'change');
  t.true(keys.isShared);
  t.false(endpoint.tickets.includes(ticket as string));
  t.true(endpoint.cookies.includes(cookie as string));
  t.not(endpoint.cookies[0], cookie);
});

test('another secret makes other keys, and its values are refused', async (t) => {
  const { start } = values(t);
  const first = start({ secret });
  await first.keys.ready;
  const second = start();
  const error = await failureOf(second.keys);
  t.regex(error.message, /1 keys of another `secret`/);
  t.false(second.keys.isShared);
  t.not(second.endpoint.tickets[0], first.endpoint.tickets[0]);
  t.is(second.endpoint.tickets.length, 1);
});

test('a server whose keys are over uses keys of its own, and replaces them', async (t) => {
  let answers = 1;
  const { shared } = await other(t);
  const [value] = shared.keys();
  const { keys, endpoint } = serve(
    t,
    client(() => {
      if (answers-- > 0) return ['0', value, '-1000'];
      throw new Error('gone');
    }),
    { ...fast, ticketLifetime: 1000 },
  );
  await keys.ready;
  const [first] = endpoint.tickets;
  t.true(keys.isShared);
  await until(() => !keys.isShared);
  await until(() => endpoint.tickets[0] !== first);
  const [own] = endpoint.tickets;
  t.false(endpoint.tickets.includes(first as string));
  await until(() => endpoint.tickets[0] !== own);
  t.true(endpoint.tickets.includes(own as string));
});

test('a late answer is used, and not one of an earlier call after it', async (t) => {
  const settle: ((answer: unknown) => void)[] = [];
  const { keys, endpoint } = serve(
    t,
    client(() => new Promise((resolve) => settle.push(resolve))),
    fast,
  );
  await until(() => settle.length === 2);
  const [one, two] = [[...(await other(t)).shared.keys()], [...(await other(t)).shared.keys()]];
  settle[1]?.(['0', ...two, '-5']);
  await until(() => keys.isShared);
  const shown = endpoint.tickets;
  settle[0]?.(['0', ...one, '-5']);
  await until(() => settle.length === 3);
  t.deepEqual(endpoint.tickets, shown);
});

test('close, an aborted signal and closed endpoints end it: no call, no change, no timer', async (t) => {
  let calls = 0;
  const counting = client(() => {
    calls++;
    return Promise.reject(new Error('gone'));
  });
  const stop = new AbortController();
  const { keys, endpoint } = serve(t, counting, { ...fast, signal: stop.signal });
  await keys.ready;
  endpoint.close();
  const before = endpoint.changes;
  const live = new NotedEndpoint();
  keys.attach(live);
  stop.abort();
  keys.close();
  t.is(getEventListeners(stop.signal, 'abort').length, 0);
  const made = calls;
  await new Promise((resolve) => setTimeout(resolve, 250));
  t.is(calls, made);
  t.is(endpoint.changes, before);
  t.is(live.changes, 1);
  t.false(keys.isShared);
  t.throws(() => keys.attach(endpoint), { code: 'ERR_DTLS_CLOSED' });
  const never = new RedisServerKeys(counting, { signal: AbortSignal.abort() });
  await never.ready;
  t.is(calls, made);
});

test('a closed endpoint gets no keys, and none does after close() inside another one', async (t) => {
  const { shared, start } = values(t);
  const { keys, endpoint } = start();
  const [second, third] = [new NotedEndpoint(), new NotedEndpoint()];
  keys.attach(second);
  keys.attach(third);
  await keys.ready;
  t.deepEqual(third.tickets, endpoint.tickets);
  endpoint.close();
  await endpoint.closed;
  const { tickets } = endpoint;
  shared.clear();
  await once(keys, 'change');
  t.deepEqual(endpoint.tickets, tickets);
  t.notDeepEqual(third.tickets, tickets);
  const last = third.tickets;
  const closing = new Promise<void>((resolve) => {
    second.setTicketKeys = () => {
      keys.close();
      resolve();
    };
  });
  shared.clear();
  await closing;
  t.deepEqual(third.tickets, last);
});

test('listeners may close it at any time', async (t) => {
  const { start } = values(t);
  const first = start();
  first.keys.on('change', () => first.keys.close());
  await first.keys.ready;
  const second = serve(t, silent, fast);
  second.keys.on('failure', () => second.keys.close());
  await failureOf(second.keys);
  const third = start();
  third.endpoint.setTicketKeys = () => third.keys.close();
  await third.keys.ready;
  t.throws(() => third.keys.attach(third.endpoint), { code: 'ERR_DTLS_CLOSED' });
});

peerTest(
  'redis',
  'servers that start together with an empty Redis have the same keys, and so has one that restarts',
  async (t) => {
    const redis = await RedisServer.start(t);
    const admin = await redis.connect(t);
    const servers = await Promise.all(
      Array.from({ length: 4 }, async () => serve(t, await redis.connect(t), { secret })),
    );
    await Promise.all(servers.map(({ keys }) => keys.ready));
    const tickets = servers.map(({ endpoint }) => endpoint.tickets[0]);
    t.is(new Set(tickets).size, 1);
    t.is(await admin.zCard(NAME), 1);
    t.true((await admin.pTTL(NAME)) > 0);
    const again = serve(t, await redis.connect(t), { secret });
    await again.keys.ready;
    t.is(again.endpoint.tickets[0], tickets[0]);
    const stored = (await admin.zRange(NAME, 0, -1)).join();
    t.regex(stored, /^wc1\.[\w-]{64}$/);
  },
);

peerTest('redis', 'keys are replaced by those that all servers have, and old ones are removed', async (t) => {
  const redis = await RedisServer.start(t);
  const admin = await redis.connect(t);
  const options = { ticketLifetime: 1000, pollInterval: 100 };
  const servers = [serve(t, await redis.connect(t), options), serve(t, await redis.connect(t), options)] as const;
  await Promise.all(servers.map(({ keys }) => keys.ready));
  const [{ endpoint: one }, { endpoint: two }] = servers;
  const seen = new Set<string>();
  while (seen.size < 4) {
    await until(() => !seen.has(one.tickets[0] as string) && one.tickets[0] === two.tickets[0]);
    seen.add(one.tickets[0] as string);
    t.true((await admin.zCard(NAME)) <= 4);
  }
  t.true(servers.every(({ keys }) => keys.isShared));
});

peerTest('redis', 'what is in Redis and not ours is left alone, and ends neither server nor set', async (t) => {
  const redis = await RedisServer.start(t);
  const admin = await redis.connect(t);
  await admin.set(NAME, 'a string');
  const { keys, endpoint } = serve(t, await redis.connect(t), fast);
  t.regex((await failureOf(keys)).message, /WRONGTYPE/);
  t.is(await admin.get(NAME), 'a string');
  await admin.del(NAME);
  await until(() => keys.isShared);
  const shown = endpoint.tickets;
  await admin.zAdd(NAME, { score: 1, value: 'player 1' });
  t.regex((await failureOf(keys)).message, /1 members that are not keys/);
  t.is(await admin.zCard(NAME), 2);
  t.deepEqual(endpoint.tickets, shown);
});

peerTest('redis', 'a server with another secret does not disturb the others', async (t) => {
  const redis = await RedisServer.start(t);
  const admin = await redis.connect(t);
  const options = { ticketLifetime: 1000, pollInterval: 100 };
  const right = serve(t, await redis.connect(t), { ...options, secret });
  await right.keys.ready;
  const wrong = serve(t, await redis.connect(t), options);
  t.regex((await failureOf(wrong.keys)).message, /another `secret`/);
  right.keys.close();
  // The wrong one does not add the next value, so the set is empty when the value of the right one is over.
  const [value = ''] = await admin.zRange(NAME, 0, -1);
  await until(() => wrong.keys.isShared);
  t.is(await admin.zScore(NAME, value), null);
  t.is(await admin.zCard(NAME), 1);
});

peerTest(
  'redis',
  'Redis hangs, refuses, is gone at the start or later, and returns with or without its data',
  async (t) => {
    const redis = await RedisServer.start(t);
    const first = serve(t, await redis.connect(t), fast);
    const second = serve(t, await redis.connect(t, { disableOfflineQueue: true }), fast);
    await Promise.all([first.keys.ready, second.keys.ready]);
    const [shared] = first.endpoint.tickets;
    t.is(second.endpoint.tickets[0], shared);
    redis.signal('SIGSTOP');
    t.true((await failureOf(first.keys)) instanceof TimeoutError);
    redis.signal('SIGCONT');
    await redis.stop();
    t.truthy(await failureOf(first.keys));
    t.truthy(await failureOf(second.keys));
    t.true(first.keys.isShared);
    t.is(first.endpoint.tickets[0], shared);
    // One that starts while Redis is gone.
    const late = serve(t, { eval: (script, options) => (lateClient ?? never).eval(script, options) }, fast);
    let lateClient: RedisClient | undefined;
    await late.keys.ready;
    t.false(late.keys.isShared);
    const [own] = late.endpoint.tickets;
    await redis.run();
    lateClient = await redis.connect(t);
    await until(() => late.keys.isShared);
    t.deepEqual(late.endpoint.tickets, [shared, own] as string[], 'with its data');
    await redis.stop();
    await redis.deleteData();
    await redis.run();
    const all = [first, second, late];
    await until(() => all.every(({ keys, endpoint }) => keys.isShared && endpoint.tickets[0] !== shared));
    t.is(new Set(all.map(({ endpoint }) => endpoint.tickets[0])).size, 1, 'without its data');
    t.true(all.every(({ endpoint }) => !endpoint.tickets.includes(shared as string)));
  },
);

const never = client(() => Promise.reject(new Error('not connected')));

test('an endpoint of listen() takes the keys', async (t) => {
  const { start } = values(t);
  const { keys } = start();
  const { pem: cert, key } = identity;
  const endpoint = listen(() => {}, { cert, key, host: '127.0.0.1', port: 0, tickets: 1 });
  t.teardown(() => endpoint.destroy());
  keys.attach(endpoint);
  await keys.ready;
  t.true(keys.isShared);
  t.is(endpoint.stats.internalErrors, 0);
});
