/** Buffers for outgoing datagrams: taken for a send, back when the operating system has the bytes. */
export class DatagramPool {
  readonly #size: number;
  readonly #limit: number;
  readonly #spare: Uint8Array[] = [];
  #taken = 0;

  /** `size`: bytes of a buffer. `limit`: most buffers that may be on their way at once. */
  constructor(size: number, limit: number) {
    this.#size = size;
    this.#limit = limit;
  }

  /** Buffers on their way. */
  get taken(): number {
    return this.#taken;
  }

  get exhausted(): boolean {
    return this.#taken >= this.#limit;
  }

  /** What is left is for handshakes, ACKs and alerts: data that the application can hold back has to wait. */
  get crowded(): boolean {
    return this.#taken >= this.#limit - this.#limit / 16;
  }

  /** There is room for a good deal of data: who was told to wait may go on. */
  get roomy(): boolean {
    return this.#taken <= this.#limit / 2;
  }

  /** A buffer of at least `size` bytes, or undefined when too many are on their way. */
  take(size: number): Uint8Array | undefined {
    if (this.exhausted) return undefined;
    this.#taken++;
    if (size > this.#size) return new Uint8Array(size);
    return this.#spare.pop() ?? new Uint8Array(this.#size);
  }

  give(buffer: Uint8Array): void {
    this.#taken--;
    // A burst leaves many behind; what a quiet endpoint keeps is bounded.
    if (buffer.length === this.#size && this.#spare.length < 64) this.#spare.push(buffer);
  }
}
