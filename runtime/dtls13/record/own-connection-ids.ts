import { ConfigError } from '../../errors/config-error.ts';
import { equalBytes } from '../../wire/index.ts';

/**
 * The connection ids that the peer may use in records to us; RFC 9147 section 9. All have the same length, because the
 * header does not contain it; RFC 9146 section 3. Empty: records to us have no connection id.
 */
export class OwnConnectionIds {
  readonly #ids: Uint8Array[] = [];
  #current: Uint8Array | undefined;

  /** Bytes of each id; 0: there is none. */
  get length(): number {
    return this.#ids[0]?.length ?? 0;
  }

  /** All ids, in the order in which they were added. */
  get all(): readonly Uint8Array[] {
    return this.#ids;
  }

  /** The id of the last authentic record that had one; at first the id that was added first. */
  get current(): Uint8Array | undefined {
    return this.#current;
  }

  /** Copies an id of 1 to 255 bytes. Throws ConfigError for an id of another length than the ids before. */
  add(id: Uint8Array): void {
    if (id.length === 0 || id.length > 255 || (this.#ids.length > 0 && id.length !== this.length)) {
      throw new ConfigError('connectionId', `${id.length} bytes are not the length of the other connection ids`);
    }
    if (this.find(id) !== undefined) return;
    const own = id.slice();
    this.#ids.push(own);
    this.#current ??= own;
  }

  /** The peer may not use this id any more. */
  remove(id: Uint8Array): void {
    const own = this.find(id);
    if (own === undefined) return;
    this.#ids.splice(this.#ids.indexOf(own), 1);
    if (this.#current === own) this.#current = this.#ids[0];
  }

  /** Our own array with the same bytes as `id`; undefined: it is not ours. */
  find(id: Uint8Array): Uint8Array | undefined {
    if (id === this.#current) return id;
    return this.#ids.find((own) => equalBytes(own, id));
  }

  /** An authentic record has this id, a result of `find`. */
  received(own: Uint8Array): void {
    this.#current = own;
  }
}
