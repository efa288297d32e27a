import type { DatagramSocket, DatagramSockets } from '../../runtime/net/datagram-socket.ts';
import { defaults } from '../../runtime/net/defaults.ts';

/**
 * Counts the sockets that are opened by default and not closed. Those of the addon are not among the resources that Node
 * lists.
 */
export class OpenSockets {
  readonly #given: DatagramSockets = defaults.sockets;
  readonly #open = new Set<DatagramSocket>();

  /** Counts from here to `restore`. */
  constructor() {
    const { name } = this.#given;
    defaults.sockets = { name, open: (...where) => this.#count(this.#given.open(...where)) };
  }

  get count(): number {
    return this.#open.size;
  }

  restore(): void {
    defaults.sockets = this.#given;
  }

  #count(socket: DatagramSocket): DatagramSocket {
    this.#open.add(socket);
    const close = socket.close.bind(socket);
    socket.close = (done) => {
      this.#open.delete(socket);
      close(done);
    };
    return socket;
  }
}
