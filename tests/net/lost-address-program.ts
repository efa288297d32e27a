import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect, type DtlsSession, listen } from '../../runtime/net/index.ts';
import { localhostPair } from '../certificates/authority.ts';

/** Runs in a network of its own: the client's address is removed, the client moves, and the results are printed. */
const { ca, server: identity } = await localhostPair();
const connectionIds = { length: 8 };
const [first, second] = ['10.90.0.1', '10.90.0.2'];
address('add', first);
address('add', second);
const endpoint = listen(() => {}, { cert: identity.pem, key: identity.key, host: '127.0.0.1', port: 0, connectionIds });
await endpoint.listening;
const accepted = once(endpoint, 'session');
const client = connect('127.0.0.1', endpoint.address().port, { ca: ca.pem, bindHost: first, connectionIds });
await client.opened;
const [server] = (await accepted) as [DtlsSession];
const received: string[] = [];
server.onmessage = (data) => received.push(Buffer.from(data).toString());
client.send('before');
await once(server, 'message');
address('del', first);
const lost = once(client, 'lost');
client.send('lost');
const [{ error }] = await lost;
const refused = await client.migrate({ bindHost: first }).catch(({ code }: NodeJS.ErrnoException) => code);
const changed = once(server, 'addressChange');
const { address: moved } = await client.migrate({ bindHost: second });
await changed;
const answer = once(client, 'message');
client.send('after');
await once(server, 'message');
server.send('answer');
const [data] = (await answer) as [Uint8Array];
const result = { lost: error.code, refused, moved, received, answer: Buffer.from(data).toString() };
await client.close();
endpoint.destroy();
process.stdout.write(JSON.stringify(result));

function address(action: 'add' | 'del', ip: string): void {
  const { status } = spawnSync('ip', ['address', action, `${ip}/32`, 'dev', 'lo'], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`ip address ${action} failed`);
}
