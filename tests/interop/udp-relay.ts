import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Scope } from './tstclnt.ts';

/** Whether a datagram is lost: `index` counts those of its direction, from 0. */
export type Loss = (index: number, datagram: Uint8Array) => boolean;

/** A path over UDP on 127.0.0.1 between one client and a server, which loses what a test wants lost. */
export class UdpRelay {
  /** Of datagrams of the client. */
  loseFromClient: Loss = () => false;
  /** Of datagrams of the server. */
  loseFromServer: Loss = () => false;
  /** Every datagram of the client, lost or not. */
  readonly fromClient: Uint8Array[] = [];
  readonly fromServer: Uint8Array[] = [];
  readonly #server: number;
  readonly #scope: Scope;
  readonly #clientSide: Socket;
  #serverSide: Socket;
  #client: number | undefined;

  private constructor(scope: Scope, server: number, clientSide: Socket, serverSide: Socket) {
    this.#server = server;
    this.#scope = scope;
    this.#clientSide = clientSide;
    this.#serverSide = serverSide;
    clientSide.on('message', (datagram, { port }) => {
      this.#client = port;
      if (!this.loseFromClient(this.fromClient.push(datagram) - 1, datagram))
        this.#serverSide.send(datagram, this.#server, '127.0.0.1');
    });
    this.#listenToServer();
  }

  /** To the server at this port. */
  static async open(scope: Scope, server: number): Promise<UdpRelay> {
    return new UdpRelay(scope, server, await boundSocket(scope), await boundSocket(scope));
  }

  /** The port for the client. */
  get port(): number {
    return this.#clientSide.address().port;
  }

  /** The port from which the client reaches the server now. */
  get portAtServer(): number {
    return this.#serverSide.address().port;
  }

  /** The client reaches the server from another port, as behind a NAT that lost its binding. */
  async rebind(): Promise<void> {
    this.#serverSide.removeAllListeners('message');
    this.#serverSide = await boundSocket(this.#scope);
    this.#listenToServer();
  }

  #listenToServer(): void {
    this.#serverSide.on('message', (datagram) => {
      const lost = this.loseFromServer(this.fromServer.push(datagram) - 1, datagram);
      if (!lost && this.#client !== undefined) this.#clientSide.send(datagram, this.#client, '127.0.0.1');
    });
  }
}

async function boundSocket(scope: Scope): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  // A datagram to a port that is closed is lost.
  socket.on('error', () => {});
  scope.teardown(() => socket.close());
  return socket;
}
