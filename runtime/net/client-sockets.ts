import type { DatagramSocket } from './datagram-socket.ts';

/** How long a socket that the session left still receives, in milliseconds: the peer may check its old path. */
const LEFT_SOCKET_TIME = 5000;
/** Sockets that the session left and that are open; the connection remembers as many paths. */
const MAX_LEFT_SOCKETS = 4;

/**
 * The UDP sockets of a client session, by the number of the path that each of them is: the one in use, one whose path is
 * checked, and those that the session left a short time ago.
 */
export class ClientSockets {
  readonly #sockets = new Map<number, DatagramSocket>();
  /** The timers that close the sockets that were left, oldest first. */
  readonly #left = new Map<number, NodeJS.Timeout>();

  /** Number of open sockets. */
  get size(): number {
    return this.#sockets.size;
  }

  add(path: number, socket: DatagramSocket): void {
    this.#sockets.set(path, socket);
  }

  /** The socket of a path, connected to the peer; undefined: there is none any more. */
  get(path: number): DatagramSocket | undefined {
    return this.#sockets.get(path);
  }

  /** Gives everything that was sent to the system. */
  flush(): void {
    for (const socket of this.#sockets.values()) socket.flush();
  }

  /** Closes the socket of a path. A second call has no effect. */
  close(path: number): void {
    clearTimeout(this.#left.get(path));
    this.#left.delete(path);
    const socket = this.#sockets.get(path);
    socket?.flush();
    socket?.close();
    this.#sockets.delete(path);
  }

  /** The session does not use this path any more: its socket receives for a time, and does not keep the process alive. */
  leave(path: number): void {
    this.#sockets.get(path)?.unref();
    this.#left.set(path, setTimeout(() => this.close(path), LEFT_SOCKET_TIME).unref());
    for (const oldest of this.#left.keys()) {
      if (this.#left.size <= MAX_LEFT_SOCKETS) break;
      this.close(oldest);
    }
  }

  closeAll(): void {
    for (const path of [...this.#sockets.keys()]) this.close(path);
  }
}
