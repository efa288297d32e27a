import { createHash } from 'node:crypto';
import { digestLength } from '../hkdf.ts';
import type { Hash, HashName } from '../provider.ts';

/** A running hash of `node:crypto`: an object around one of the addon takes longer to make than it saves. */
export class NativeHash implements Hash {
  readonly length: number;
  readonly #name: HashName;
  readonly #running: ReturnType<typeof createHash>;

  constructor(name: HashName, running: ReturnType<typeof createHash> = createHash(name)) {
    this.#name = name;
    this.length = digestLength(name);
    this.#running = running;
  }

  update(bytes: Uint8Array): void {
    this.#running.update(bytes);
  }

  digest(): Uint8Array {
    const { buffer, byteOffset, length } = this.#running.copy().digest();
    return new Uint8Array(buffer, byteOffset, length);
  }

  copy(): Hash {
    return new NativeHash(this.#name, this.#running.copy());
  }
}
