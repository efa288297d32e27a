/** Buffers for outgoing datagrams: acquired for a send, released when the operating system has the bytes. */
export class DatagramPool {
  readonly #size: number;
  readonly #limit: number;
  readonly #spare: Uint8Array[] = [];
  #inUse = 0;

  /** `size`: bytes of a buffer. `limit`: most buffers in use at once. */
  constructor(size: number, limit: number) {
    this.#size = size;
    this.#limit = limit;
  }

  /** Buffers that the operating system has not returned. */
  get inUse(): number {
    return this.#inUse;
  }

  get exhausted(): boolean {
    return this.#inUse >= this.#limit;
  }

  /** Application data must wait: the rest is reserved for handshakes, ACKs and alerts. */
  get aboveHighWaterMark(): boolean {
    return this.#inUse >= this.#limit - this.#limit / 16;
  }

  /** Application data that had to wait can be sent. */
  get belowLowWaterMark(): boolean {
    return this.#inUse <= this.#limit / 2;
  }

  /** A buffer of at least `size` bytes, or undefined when too many are in use. */
  acquire(size: number): Uint8Array | undefined {
    if (this.exhausted) return undefined;
    this.#inUse++;
    if (size > this.#size) return new Uint8Array(size);
    return this.#spare.pop() ?? new Uint8Array(this.#size);
  }

  release(buffer: Uint8Array): void {
    this.#inUse--;
    // After a burst, an idle endpoint keeps only some of its buffers.
    if (buffer.length === this.#size && this.#spare.length < 64) this.#spare.push(buffer);
  }
}
