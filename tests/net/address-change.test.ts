import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import test, { type ExecutionContext } from 'ava';
import { type ConnectOptions, connect, type DtlsSession, type ListenOptions, listen } from '../../runtime/net/index.ts';
import { localhostPair } from '../certificates/authority.ts';

const { ca, server: identity } = await localhostPair();

/** Forwards datagrams between a client and a server, like a NAT: `rebind` gives the client another address. */
class Nat {
  readonly #inside = createSocket('udp4');
  readonly #serverPort: number;
  #outside: Socket | undefined;
  #client: number | undefined;

  constructor(serverPort: number) {
    this.#serverPort = serverPort;
    this.#inside.on('message', (bytes, { port }) => {
      this.#client = port;
      this.#outside?.send(bytes, this.#serverPort, '127.0.0.1');
    });
  }

  /** Returns the port for the client. */
  async open(): Promise<number> {
    this.#inside.bind(0, '127.0.0.1');
    await once(this.#inside, 'listening');
    await this.rebind();
    return this.#inside.address().port;
  }

  /** The previous address is gone. Returns the port of the new one. */
  async rebind(): Promise<number> {
    this.#outside?.close();
    const outside = createSocket('udp4');
    outside.on('message', (bytes) => {
      if (this.#client !== undefined) this.#inside.send(bytes, this.#client, '127.0.0.1');
    });
    outside.bind(0, '127.0.0.1');
    await once(outside, 'listening');
    this.#outside = outside;
    return outside.address().port;
  }

  close(): void {
    this.#inside.close();
    this.#outside?.close();
  }
}

/** A client behind a NAT and the session of its server, both open. */
async function behindNat(
  t: ExecutionContext,
  options: Pick<ConnectOptions & ListenOptions, 'connectionIds' | 'pathValidation'>,
): Promise<{ nat: Nat; client: DtlsSession; server: DtlsSession }> {
  const accepted = deferred();
  const endpoint = listen((session) => accepted.resolve(session), {
    cert: identity.pem,
    key: identity.key,
    host: '127.0.0.1',
    port: 0,
    ...options,
  });
  await endpoint.listening;
  const nat = new Nat(endpoint.address().port);
  const port = await nat.open();
  const client = connect('localhost', port, { ca: ca.pem, ...options });
  t.teardown(() => {
    client.destroy();
    endpoint.destroy();
    nat.close();
  });
  await client.opened;
  return { nat, client, server: await accepted.promise };
}

function deferred(): { promise: Promise<DtlsSession>; resolve: (session: DtlsSession) => void } {
  let resolve: (session: DtlsSession) => void = () => {};
  const promise = new Promise<DtlsSession>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

async function ask(from: DtlsSession, to: DtlsSession, text: string): Promise<string> {
  const received = to.messages().next();
  from.send(text);
  return Buffer.from((await received).value ?? []).toString();
}

test('a session goes on when a NAT gives the client another address', async (t) => {
  const { nat, client, server } = await behindNat(t, { connectionIds: { length: 8 } });
  const before = server.remoteAddress?.port;
  for (let round = 0; round < 3; round++) {
    const changed = once(server, 'addressChange');
    const port = await nat.rebind();
    t.is(await ask(client, server, `round ${round}`), `round ${round}`);
    const [remote] = await changed;
    t.is(remote.port, port);
    t.is(server.remoteAddress?.port, port);
    t.is(await ask(server, client, 'answer'), 'answer');
  }
  t.not(server.remoteAddress?.port, before);
  await client.close();
  await server.closed;
});

test('an application cannot redirect its datagrams by the addresses that it gets', async (t) => {
  const { nat, client, server } = await behindNat(t, { connectionIds: { length: 8 } });
  const changed = once(server, 'addressChange');
  await nat.rebind();
  t.is(await ask(client, server, 'moved'), 'moved');
  const [remote] = await changed;
  for (const address of [client.remoteAddress, server.remoteAddress, remote]) {
    t.false(Reflect.set(address, 'port', 9));
    t.false(Reflect.set(address, 'address', '192.0.2.1'));
  }
  t.is(await ask(server, client, 'answer'), 'answer');
  const { port } = await client.migrate();
  t.true(port > 0);
  t.is(await ask(client, server, 'from the new socket'), 'from the new socket');
});

test('without connection ids a datagram from another address does not reach the session', async (t) => {
  const { nat, client, server } = await behindNat(t, {});
  t.is(await ask(client, server, 'before'), 'before');
  const { port } = server.remoteAddress ?? {};
  await nat.rebind();
  const received: string[] = [];
  server.on('message', (data) => received.push(Buffer.from(data).toString()));
  client.send('after');
  await new Promise((resolve) => setTimeout(resolve, 300));
  t.deepEqual(received, []);
  t.is(server.remoteAddress?.port, port);
});
