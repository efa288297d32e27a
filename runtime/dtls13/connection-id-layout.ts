import type { CryptoProvider } from '../crypto/provider.ts';
import { ConfigError } from '../errors/config-error.ts';
import { checkGiven, checkInteger } from '../errors/option-checks.ts';
import { refuseUnknownOptions } from '../errors/option-names.ts';

/** The parts of a connection id; see `ConnectionIdLayout`. */
export interface ConnectionIdLayoutOptions {
  /** Bytes of the number of the server: 0 to 4. */
  readonly serverBytes: number;
  /** Bytes of the number of the worker within its server: 0 to 2. */
  readonly workerBytes: number;
  /** Random bytes after the numbers: 4 to 32. */
  readonly randomBytes: number;
}

/** Who handles the records with a connection id. */
export interface ConnectionIdRoute {
  readonly server: number;
  readonly worker: number;
}

/**
 * Connection ids that contain the number of a server and of one of its workers, then random bytes. A UDP balancer that
 * keeps no state, and the threads of a server, find the recipient of a datagram in its first bytes; RFC 9146 section 3.
 *
 * The numbers are readable, so an observer learns which server handles a connection; RFC 9146 section 8. The random part
 * makes ids of one worker different: use 8 bytes or more.
 */
export class ConnectionIdLayout {
  /** Bytes of each id: `connectionIds.length`. */
  readonly length: number;
  readonly #serverBytes: number;
  readonly #workerBytes: number;

  /** Throws ConfigError. */
  constructor(options: ConnectionIdLayoutOptions) {
    refuseUnknownOptions(options, { serverBytes: true, workerBytes: true, randomBytes: true }, 'ConnectionIdLayout');
    const { serverBytes, workerBytes, randomBytes } = options;
    for (const name of ['serverBytes', 'workerBytes', 'randomBytes'] as const) checkGiven(name, options[name]);
    checkInteger('serverBytes', serverBytes, { min: 0, max: 4 });
    checkInteger('workerBytes', workerBytes, { min: 0, max: 2 });
    checkInteger('randomBytes', randomBytes, { min: 4, max: 32 });
    this.#serverBytes = serverBytes;
    this.#workerBytes = workerBytes;
    this.length = serverBytes + workerBytes + randomBytes;
  }

  /** A function for `connectionIds.generate` of this worker. Throws ConfigError for a number that does not fit. */
  generator(provider: CryptoProvider, { server, worker }: ConnectionIdRoute): () => Uint8Array {
    checkInteger('server', server, { min: 0, max: 256 ** this.#serverBytes - 1 });
    checkInteger('worker', worker, { min: 0, max: 256 ** this.#workerBytes - 1 });
    const [serverBytes, workerBytes] = [this.#serverBytes, this.#workerBytes];
    return () => {
      const id = new Uint8Array(this.length);
      provider.random(id);
      write(id, 0, serverBytes, server);
      write(id, serverBytes, workerBytes, worker);
      return id;
    };
  }

  /** The recipient of the records with this id. Throws ConfigError for an id of another length. */
  routeOf(id: Uint8Array): ConnectionIdRoute {
    if (id.length !== this.length) throw new ConfigError('id', `must have ${this.length} bytes, not ${id.length}`);
    return this.#read(id, 0);
  }

  /**
   * The recipient of the datagram `slab[at, end)`; undefined: it does not start with a record that has a connection id,
   * so any server may start a handshake with it. For a balancer.
   */
  routeOfDatagram(slab: Uint8Array, at = 0, end = slab.length): ConnectionIdRoute | undefined {
    // 001, C; RFC 9147 section 4.
    const hasId = at + 1 + this.length <= end && (slab[at] as number) >>> 4 === 0b0011;
    return hasId ? this.#read(slab, at + 1) : undefined;
  }

  #read(bytes: Uint8Array, at: number): ConnectionIdRoute {
    return {
      server: read(bytes, at, this.#serverBytes),
      worker: read(bytes, at + this.#serverBytes, this.#workerBytes),
    };
  }
}

/** Big endian. */
function write(bytes: Uint8Array, at: number, length: number, value: number): void {
  for (let index = 0; index < length; index++)
    bytes[at + index] = Math.floor(value / 256 ** (length - 1 - index)) & 0xff;
}

function read(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let index = 0; index < length; index++) value = value * 256 + (bytes[at + index] as number);
  return value;
}
