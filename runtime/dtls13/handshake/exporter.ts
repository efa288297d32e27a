import type { KeySchedule } from '../../crypto/key-schedule.ts';
import type { BufferPool } from '../../slab/buffer-pool.ts';
import { SecretBuffer } from './secret-buffer.ts';

/** Derives keying material for the application, such as SRTP keys; RFC 9846 section 7.5. Owns the exporter secret. */
export class Exporter {
  readonly #schedule: KeySchedule;
  readonly #secret: SecretBuffer;

  /** Overwrites `secret`. `pool`: for secrets. */
  constructor(schedule: KeySchedule, secret: Uint8Array, pool: BufferPool) {
    this.#schedule = schedule;
    this.#secret = new SecretBuffer(pool, secret);
  }

  /** Do not change, and do not keep. */
  get secret(): Uint8Array {
    return this.#secret.bytes;
  }

  /** `length` bytes in a fresh array; equal on both sides for the same `label` and `context`. */
  derive(label: string, context: Uint8Array, length: number): Uint8Array {
    return this.#schedule.exportKeyingMaterial(this.#secret.bytes, label, context, length);
  }

  zeroize(): void {
    this.#secret.zeroize();
  }
}
