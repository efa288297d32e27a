import type { BufferHandle, BufferPool } from '../../slab/buffer-pool.ts';

/** A secret in a buffer that is overwritten when it is released, as soon as the secret is not needed. */
export class SecretBuffer {
  readonly #pool: BufferPool;
  readonly #length: number;
  readonly #buffer: BufferHandle;

  /** Copies `secret`, and overwrites it. `pool`: one that overwrites what is released. */
  constructor(pool: BufferPool, secret: Uint8Array) {
    this.#pool = pool;
    this.#length = secret.length;
    this.#buffer = pool.acquire(secret.length);
    this.bytes.set(secret);
    secret.fill(0);
  }

  /** A view of the secret. Do not change, and do not keep. Throws WirechartError (ERR_WIRECHART_BUFFER) after `zeroize`. */
  get bytes(): Uint8Array {
    return this.#pool.view(this.#buffer, this.#length);
  }

  /** Overwrites the secret. No effect if it is overwritten. */
  zeroize(): void {
    if (this.#pool.isHeld(this.#buffer)) this.#pool.release(this.#buffer);
  }
}
