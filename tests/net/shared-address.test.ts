import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import test from 'ava';
import { connect, type DtlsSession, listen } from '../../runtime/net/index.ts';
import { PathTable } from '../../runtime/net/path-table.ts';
import { localhostPair } from '../certificates/authority.ts';

const { ca, server: identity } = await localhostPair();

async function socket(): Promise<Socket> {
  const bound = createSocket('udp4');
  bound.bind(0, '127.0.0.1');
  await once(bound, 'listening');
  return bound;
}

/** A NAT for several clients, each with an outside socket that others may share. */
class SharingNat {
  readonly #serverPort: number;
  readonly #sockets: Socket[] = [];
  /** The clients behind each outside socket: all of them get its datagrams, and drop those of others. */
  readonly #receivers = new Map<Socket, ((bytes: Uint8Array) => void)[]>();

  constructor(serverPort: number) {
    this.#serverPort = serverPort;
  }

  async outside(): Promise<Socket> {
    const outside = await socket();
    this.#sockets.push(outside);
    this.#receivers.set(outside, []);
    outside.on('message', (bytes) => {
      for (const receive of this.#receivers.get(outside) ?? []) receive(bytes);
    });
    return outside;
  }

  /** The port for a client, and a function that gives it another outside socket. */
  async client(first: Socket): Promise<{ port: number; move: (to: Socket) => void }> {
    const inside = await socket();
    this.#sockets.push(inside);
    let outside = first;
    let client: number | undefined;
    const receive = (bytes: Uint8Array): void => {
      if (client !== undefined) inside.send(bytes, client, '127.0.0.1');
    };
    const move = (to: Socket): void => {
      outside = to;
      this.#receivers.get(to)?.push(receive);
    };
    inside.on('message', (bytes, { port }) => {
      client = port;
      outside.send(bytes, this.#serverPort, '127.0.0.1');
    });
    move(first);
    return { port: inside.address().port, move };
  }

  close(): void {
    for (const each of this.#sockets) each.close();
  }
}

for (const leaves of ['first', 'second'] as const) {
  test.serial(
    `an address that two sessions shared is released when both have ended, the ${leaves} one before the other`,
    async (t) => {
      const { open } = PathTable.prototype;
      let paths: PathTable | undefined;
      PathTable.prototype.open = function (...values) {
        paths = this;
        return open.apply(this, values);
      };
      t.teardown(() => {
        PathTable.prototype.open = open;
      });
      const options = { connectionIds: { length: 8 } };
      const sessions: DtlsSession[] = [];
      const endpoint = listen((session) => sessions.push(session), {
        cert: identity.pem,
        key: identity.key,
        host: '127.0.0.1',
        port: 0,
        ...options,
      });
      await endpoint.listening;
      const nat = new SharingNat(endpoint.address().port);
      const [home, other] = [await nat.outside(), await nat.outside()];
      const [one, two] = [await nat.client(home), await nat.client(other)];
      const first = connect('localhost', one.port, { ca: ca.pem, ...options });
      await first.opened;
      const second = connect('localhost', two.port, { ca: ca.pem, ...options });
      await second.opened;
      t.teardown(() => {
        first.destroy();
        second.destroy();
        endpoint.destroy();
        nat.close();
      });
      while (sessions.length < 2) await once(endpoint, 'session');
      const [, moving] = sessions as [DtlsSession, DtlsSession];
      two.move(home);
      const changed = once(moving, 'addressChange');
      second.send('from the address of the first session');
      await changed;
      const isHeld = ({ port }: { port: number }) => paths?.isHeld('127.0.0.1', port);
      t.true(isHeld(home.address()));
      t.false(isHeld(other.address()), 'the session left it');
      const order = leaves === 'first' ? [first, second] : [second, first];
      const ended = Promise.all(sessions.map(({ closed }) => closed));
      await order[0]?.close();
      while (endpoint.sessions > 1) await new Promise((resolve) => setTimeout(resolve, 10));
      t.true(isHeld(home.address()));
      await order[1]?.close();
      await ended;
      await new Promise((resolve) => setTimeout(resolve, 10));
      t.false(isHeld(home.address()));
    },
  );
}
