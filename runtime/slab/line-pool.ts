/** Bytes of a line: a cache line of the usual processors. */
export const LINE_BYTES = 64;
const CHUNK_LINES = 16_384;
const CHUNK_BYTES = CHUNK_LINES * LINE_BYTES;

/**
 * Memory in blocks of whole lines, for many small records that outlive the objects that wrote them. A block is one that was
 * released with the same number of lines, or the next one of a chunk of 1 MiB. Released blocks are zeros.
 */
export class LinePool {
  readonly #chunks: Uint8Array[] = [];
  /** The first lines of released blocks, by their number of lines. */
  readonly #free: number[][] = [];
  /** The first line of the last chunk that was never used. */
  #next = CHUNK_LINES;
  #used = 0;

  /** Bytes of all chunks. */
  get bytes(): number {
    return this.#chunks.length * CHUNK_BYTES;
  }

  /** Bytes of the blocks that are in use. */
  get usedBytes(): number {
    return this.#used * LINE_BYTES;
  }

  /** The first line of a block of zeros for 1 to 1048576 bytes. */
  allocate(bytes: number): number {
    const lines = linesOf(bytes);
    this.#used += lines;
    const released = this.#free[lines]?.pop();
    if (released !== undefined) return released;
    if (this.#next + lines > CHUNK_LINES) this.#addChunk();
    const line = (this.#chunks.length - 1) * CHUNK_LINES + this.#next;
    this.#next += lines;
    return line;
  }

  /** A view of the block that starts at `line`, until it is released. */
  view(line: number, bytes: number): Uint8Array {
    const at = (line % CHUNK_LINES) * LINE_BYTES;
    return (this.#chunks[Math.floor(line / CHUNK_LINES)] as Uint8Array).subarray(at, at + bytes);
  }

  /** Overwrites a block with zeros. `bytes`: as many as it was allocated with. */
  release(line: number, bytes: number): void {
    const lines = linesOf(bytes);
    this.view(line, lines * LINE_BYTES).fill(0);
    this.#keep(line, lines);
    this.#used -= lines;
  }

  #addChunk(): void {
    const left = CHUNK_LINES - this.#next;
    if (left > 0) this.#keep((this.#chunks.length - 1) * CHUNK_LINES + this.#next, left);
    this.#chunks.push(new Uint8Array(CHUNK_BYTES));
    this.#next = 0;
  }

  #keep(line: number, lines: number): void {
    this.#free[lines] ??= [];
    (this.#free[lines] as number[]).push(line);
  }
}

function linesOf(bytes: number): number {
  return Math.ceil(bytes / LINE_BYTES);
}
