import { isIPv6 } from 'node:net';
import type { Connection, ConnectionIdStatus } from '../dtls13/endpoint.ts';
import { ConfigError } from '../errors/config-error.ts';
import { TimeoutError } from '../errors/timeout-error.ts';
import { WirechartError } from '../errors/wirechart-error.ts';
import type { SocketAddress } from './address.ts';
import type { ClientSockets } from './client-sockets.ts';
import { clock } from './clock.ts';
import type { Binding } from './connect-options.ts';
import type { DatagramSocket } from './datagram-socket.ts';
import { type Deferred, deferred } from './deferred.ts';
import type { HostEvent } from './host-event.ts';

/** What a migration needs from the transport of its session. */
export interface MigrationContext {
  readonly connection: Pick<Connection, 'connectionIds'>;
  readonly sockets: ClientSockets;
  readonly remote: SocketAddress;
  /** Opens a socket for a path, and adds it to `sockets`. Throws SystemError, ConfigError. */
  open(binding: Binding, path: number, failure: (error: NodeJS.ErrnoException) => void): DatagramSocket;
  /**
   * Starts the check of a path, which ends with `pathChanged` or `pathRejected`. False: the session has ended. Throws
   * WirechartError.
   */
  validatePath(path: number): boolean;
}

interface Attempt {
  readonly path: number;
  readonly settled: Deferred<SocketAddress>;
  readonly startedAt: number;
  local: SocketAddress | undefined;
  /** What the network reported last about the new socket. */
  failure: Error | undefined;
}

/**
 * Changes of the local address of a client session; RFC 9147 section 9, RFC 9853. One runs at a time:
 *
 * 1. A second socket is opened and connected to the peer.
 * 2. The core checks its path, and uses it when the peer responds there.
 * 3. The socket before it is left; where the peer does not respond, the new one is closed.
 */
export class ClientMigration {
  readonly #context: MigrationContext;
  /** The number of the next path; the first one is that of `connect()`. */
  #nextPath = 1;
  /** Undefined: no change is under way. */
  #attempt: Attempt | undefined;

  constructor(context: MigrationContext) {
    this.#context = context;
  }

  /**
   * Resolves with the new local address when the session uses it. Rejects with the reason why the session stays at its
   * address, or with the reason of its end. Throws ConfigError, WirechartError.
   */
  start(binding: Binding): Promise<SocketAddress> {
    const { connection, remote } = this.#context;
    checkMigratable(connection.connectionIds, binding, remote);
    if (this.#attempt !== undefined) {
      throw new WirechartError('ERR_DTLS_MIGRATING', 'the session is being moved to another address');
    }
    const attempt: Attempt = {
      path: this.#nextPath,
      settled: deferred(),
      startedAt: clock(),
      local: undefined,
      failure: undefined,
    };
    this.#nextPath += 1;
    this.#attempt = attempt;
    this.#check(attempt, binding).catch((error: unknown) => {
      this.#fail(attempt, isClosing(error) ? closed(error) : error);
    });
    return attempt.settled.promise;
  }

  /** Opens the new socket and starts the check of its path. */
  async #check(attempt: Attempt, binding: Binding): Promise<void> {
    const { remote, open, validatePath } = this.#context;
    const socket = open(binding, attempt.path, (error) => {
      attempt.failure = error;
    });
    await socket.connect(remote.address, remote.port);
    // Closed meanwhile: then the session has ended, and its reason counts.
    attempt.local = socket.address();
    if (!validatePath(attempt.path)) throw closed();
  }

  /** The end of a check, or another event of the path. */
  handle(event: Extract<HostEvent, { readonly kind: 'newPath' | 'pathChanged' | 'pathRejected' }>): void {
    if (event.kind === 'pathChanged') this.#context.sockets.leave(event.previous);
    const attempt = this.#attempt;
    if (event.path !== attempt?.path) return;
    if (event.kind === 'pathChanged') {
      this.#attempt = undefined;
      attempt.settled.resolve(attempt.local as SocketAddress);
    } else {
      const cause = attempt.failure;
      this.#fail(attempt, new TimeoutError('the new address', clock() - attempt.startedAt, { cause }));
    }
  }

  /** The session ended: it changes its address no more. */
  end(reason: () => Error): void {
    this.#attempt?.settled.reject(reason());
  }

  #fail(attempt: Attempt, reason: unknown): void {
    this.#attempt = undefined;
    this.#context.sockets.close(attempt.path);
    attempt.settled.reject(reason);
  }
}

/** The core says it of a session that closes. */
function isClosing(error: unknown): boolean {
  return error instanceof WirechartError && error.code === 'ERR_DTLS_NOT_SECURE';
}

function closed(cause?: unknown): WirechartError {
  return new WirechartError('ERR_DTLS_CLOSED', 'the session was closed before it moved', { cause });
}

/** What can be known before a socket is opened. Throws ConfigError, WirechartError. */
function checkMigratable(ids: ConnectionIdStatus | undefined, { bindHost }: Binding, remote: SocketAddress): void {
  if (ids === undefined || ids.peer.length === 0) {
    throw new WirechartError('ERR_DTLS_NO_CONNECTION_IDS', 'the server issued no connection id to this session');
  }
  if (!ids.returnRoutabilityCheck) {
    throw new WirechartError('ERR_DTLS_NO_PATH_VALIDATION', 'the server does not respond to path checks');
  }
  if (bindHost !== undefined && isIPv6(bindHost) !== (remote.family === 'IPv6')) {
    throw new ConfigError('bindHost', `must be of the family of the server's address, ${remote.family}`);
  }
}
