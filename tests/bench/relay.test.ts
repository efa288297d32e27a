import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import test from 'ava';
import { Absence } from '../../bench/absence.ts';
import { type Relay, startRelay } from '../../bench/handshake/relay.ts';

async function bound(t: { teardown(implementation: () => void): void }): Promise<Socket> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  t.teardown(() => socket.close());
  await once(socket, 'listening');
  return socket;
}

/** The next datagram, as text, and the port that it is from. */
async function next(socket: Socket): Promise<readonly [text: string, port: number]> {
  const [message, { port }] = await once(socket, 'message');
  return [String(message), port];
}

test('the relay holds datagrams of both directions, and gives each client a port of its own', async (t) => {
  const [server, other, first, second] = await Promise.all([bound(t), bound(t), bound(t), bound(t)]);
  let relay: Relay;
  try {
    relay = await startRelay(20, [other.address().port, server.address().port], 30_000);
  } catch (error) {
    if (!(error instanceof Absence)) throw error;
    t.log(`not run: ${error.message}`);
    t.pass();
    return;
  }
  t.is(relay.ports.length, 2);
  const exchange = async (client: Socket, text: string): Promise<number> => {
    const begin = performance.now();
    const arrived = next(server);
    client.send(text, relay.ports[1], '127.0.0.1');
    const [question, port] = await arrived;
    t.is(question, text);
    const answered = next(client);
    server.send(`${text}!`, port, '127.0.0.1');
    t.deepEqual(await answered, [`${text}!`, relay.ports[1]]);
    t.true(performance.now() - begin >= 40);
    return port;
  };
  const port = await exchange(first, 'a');
  t.is(await exchange(first, 'b'), port);
  t.not(await exchange(second, 'c'), port);
  const { datagrams, p50, p99 } = await relay.end();
  t.is(datagrams, 6);
  t.true(p50 >= 20 && p99 >= p50, `${p50} ${p99}`);
});
