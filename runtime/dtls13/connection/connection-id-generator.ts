import type { CryptoProvider } from '../../crypto/provider.ts';
import { ConfigError } from '../../errors/config-error.ts';
import { InternalError } from '../../errors/internal-error.ts';
import { valueText } from '../../errors/value-text.ts';
import { equalBytes } from '../../wire/index.ts';
import type { ResolvedConnectionIds } from '../options/connection-id-options.ts';
import type { ConnectionIdRegistry } from '../post-handshake/connection-ids.ts';

/** How often another id is tried in place of one that is in use. */
const MAX_ATTEMPTS = 100;

/** Creates the connection ids of an endpoint, all of the same length; RFC 9146 section 3. */
export class ConnectionIdGenerator {
  readonly length: number;
  readonly #provider: CryptoProvider;
  readonly #generate: (() => Uint8Array) | undefined;

  constructor(provider: CryptoProvider, { length, generate }: ResolvedConnectionIds) {
    this.length = length;
    this.#provider = provider;
    this.#generate = generate;
  }

  /**
   * An id that is not in use, in a fresh array; undefined: none was found. Throws InternalError if the provider fails, or
   * if the application's function throws or returns anything but an id of the right length.
   */
  create(isInUse: (id: Uint8Array) => boolean): Uint8Array | undefined {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const id = this.#next();
      if (!isInUse(id)) return id;
    }
    return undefined;
  }

  #next(): Uint8Array {
    if (this.#generate === undefined) {
      const id = new Uint8Array(this.length);
      try {
        this.#provider.random(id);
      } catch (cause) {
        throw new InternalError('the connection id', cause);
      }
      return id;
    }
    let id: unknown;
    let copy: Uint8Array | undefined;
    try {
      id = this.#generate();
      // A shared array could change after the check; `slice` of a Buffer shares its memory.
      if (id instanceof Uint8Array) copy = new Uint8Array(id);
    } catch (cause) {
      throw new InternalError('connectionIds.generate', cause);
    }
    if (copy?.length === this.length) return copy;
    const given = copy === undefined ? valueText(id) : `${copy.length} bytes`;
    const reason = `must return a Uint8Array of ${this.length} bytes, not ${given}`;
    throw new InternalError('connectionIds.generate', new ConfigError('connectionIds.generate', reason));
  }
}

/** The ids of an endpoint that has only one connection. */
export function singleConnectionRegistry(generator: ConnectionIdGenerator): ConnectionIdRegistry {
  const ids: Uint8Array[] = [];
  return {
    length: generator.length,
    create() {
      const id = generator.create((candidate) => ids.some((each) => equalBytes(each, candidate)));
      if (id !== undefined) ids.push(id);
      return id;
    },
    release(id) {
      const index = ids.findIndex((each) => equalBytes(each, id));
      if (index !== -1) ids.splice(index, 1);
    },
  };
}
