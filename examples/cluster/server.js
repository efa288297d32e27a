// One server of the cluster:
//   node server.js --number 0 --port 4441 --redis redis://127.0.0.1:6379 --cert cert.pem --key key.pem
// CLUSTER_SECRET in the environment: 32 random bytes in hexadecimal, the same for all servers.
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createClient } from 'redis';
import { opensslProvider } from 'wirechart/crypto/openssl';
import { listen, RedisReplayStore, RedisServerKeys } from 'wirechart/dtls13';
import { layout } from './routing.js';

const text = { type: 'string' };
const { values } = parseArgs({ options: { number: text, port: text, redis: text, cert: text, key: text } });
const number = Number(values.number);
const print = (line) => console.log(`server ${number}: ${line}`);

// Calls fail at once while Redis is away: the queue of the client has no limit.
const redis = createClient({ url: values.redis, disableOfflineQueue: true, socket: { reconnectStrategy: 200 } });
// Without a listener, an error would end the process. `failure` and `earlydataerror` report what it means.
redis.on('error', () => {});
// The server starts without Redis too.
await Promise.race([redis.connect().catch(() => {}), delay(1000)]);

const stopping = new AbortController();
const keys = new RedisServerKeys(redis, {
  secret: Buffer.from(process.env.CLUSTER_SECRET ?? '', 'hex'),
  // So often for the demonstration only.
  pollInterval: 250,
  timeout: 1000,
  signal: stopping.signal,
});
let redisFails = false;
keys.on('change', () => {
  redisFails = false;
  print(keys.isShared ? 'uses keys from Redis' : 'uses keys of its own');
});
keys.on('failure', (error) => {
  // It comes again every 250 ms.
  if (!redisFails) print(`continues with its keys: ${error.message}`);
  redisFails = true;
});
await keys.ready;

const answer = (session, data) => session.send(`server ${number} got ${Buffer.from(data)}`);
const addressOf = ({ remoteAddress }) => `${remoteAddress?.address}:${remoteAddress?.port}`;

const endpoint = listen(
  (session) => {
    session.opened.then(({ resumed }) =>
      print(`session with ${addressOf(session)}, ${resumed ? 'resumed' : 'full handshake'}`),
    );
    session.onmessage = (data) => answer(session, data);
    session.on('addressChange', () => print(`session moved to ${addressOf(session)}`));
    session.onerror = (error) => print(`session failed: ${error.message}`);
  },
  {
    host: '127.0.0.1',
    port: Number(values.port),
    cert: readFileSync(values.cert),
    key: readFileSync(values.key),
    connectionIds: {
      length: layout.length,
      generate: layout.generator(opensslProvider, { server: number, worker: 0 }),
    },
    tickets: 4,
    earlyData: {
      onmessage: (data, session) => {
        print(`early data: ${Buffer.from(data)}`);
        answer(session, data);
      },
      store: new RedisReplayStore(redis),
    },
  },
);
keys.attach(endpoint);
endpoint.on('handshakeerror', (error) => print(`handshake failed: ${error.message}`));
endpoint.on('earlydataerror', (error) => print(`rejects early data: ${error.message}`));
await endpoint.listening;
print(`listens on ${endpoint.address().port}`);

const stop = () => {
  stopping.abort();
  endpoint.close();
};
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
// The program that started this one is gone.
process.once('disconnect', stop);
process.channel?.unref();
await endpoint.closed;
redis.destroy();
