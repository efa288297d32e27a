/** The functions for sockets of the addon, and the memory that they share with JavaScript. */
export interface UdpCalls {
  readonly control: ArrayBuffer;
  readonly optionsAt: number;
  readonly sendsAt: number;
  address(id: number): number;
  close(id: number): void;
  release(held: number): void;
  send(id: number, arrays: readonly unknown[], count: number): number;
}

const MOST_SOCKETS = 20;
const MOST_HELD = 5;
const SEND_WORDS = 12;
const SEND_BUFFERS = 64;
const ADDRESS_AT = 4;
const DISCARD_PORT = 9;
const LOOPBACK = { 4: [127, 0, 0, 1], 6: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] } as const;
type Family = keyof typeof LOOPBACK;

interface OpenSocket {
  readonly id: number;
  readonly family: Family;
  readonly port: number;
}

/** Writes the options, counts and addresses of usual calls, and knows the open sockets. */
export class UdpControlBlock {
  readonly #below: (limit: number) => number;
  readonly #udp: UdpCalls;
  #sockets: OpenSocket[] = [];
  #held: OpenSocket[] = [];
  #reports = 0;

  constructor(below: (limit: number) => number, udp: UdpCalls) {
    this.#below = below;
    this.#udp = udp;
  }

  /** Mostly of an open one. */
  socket(): number {
    return this.#any()?.id ?? this.#below(300);
  }

  /** The arguments of a function; its control block is written. */
  of(name: string, counters: number): unknown[] | undefined {
    const below = this.#below;
    const words = new Int32Array(this.#udp.control);
    const { optionsAt, sendsAt } = this.#udp;
    switch (name) {
      case 'udp.open':
        if (this.#sockets.length >= MOST_SOCKETS) this.closeAll();
        words.fill(0, optionsAt, optionsAt + 16);
        // Each flag by itself, and those that switch features off.
        words[optionsAt] = below(32) | (below(8) << 8);
        words[optionsAt + 4] = below(3) === 0 ? below(70_000) : 0;
        this.#address(words, 0, below(4) === 0 ? 6 : 4, 0);
        return [this.#callback()];
      case 'udp.connect':
        this.#peer(words, 0);
        return [this.socket()];
      case 'udp.send': {
        const count = 1 + below(4);
        const arrays: unknown[] = [];
        for (let index = 0; index < count; index++) {
          const lengths = new Int32Array(1 + below(40)).fill(1 + below(1400));
          const from = below(lengths.length);
          words.set(
            [below(8) === 0 ? from : 0, lengths.length, below(8) === 0 ? 0 : 1, 0],
            sendsAt + index * SEND_WORDS,
          );
          this.#peer(words, index);
          const bytes = new Uint8Array(lengths.length * (lengths[0] ?? 0));
          if (below(20) === 0) this.#addGetter(arrays, bytes);
          else arrays.push(bytes);
          arrays.push(lengths);
        }
        return [this.socket(), arrays, count];
      }
      case 'udp.hold':
        this.of('udp.open', counters);
        return [];
      case 'udp.adopt': {
        const held = this.#held[below(this.#held.length)];
        if (held === undefined) return undefined;
        words.fill(0, optionsAt, optionsAt + 16);
        this.#address(words, 0, held.family, held.port);
        return [held.id, this.#callback()];
      }
      case 'udp.release':
        return [this.#held.shift()?.id ?? 0];
      case 'udp.address':
      case 'udp.close':
        return [this.socket()];
      case 'udp.reference':
        return [this.socket(), below(2) === 0];
      case 'udp.counters':
        return [this.socket(), new Float64Array(counters)];
      default:
        return undefined;
    }
  }

  /** Sets one word of the options or the buffers to send. */
  spoil(value: number): void {
    const { control, optionsAt, sendsAt } = this.#udp;
    const words = new Int32Array(control);
    const at = this.#below(4) === 0 ? optionsAt + this.#below(8) : sendsAt + this.#below(4 * SEND_WORDS);
    words[at] = value;
  }

  /** A socket was opened. */
  opened(id: number): void {
    const words = new Int32Array(this.#udp.control);
    if (this.#udp.address(id) !== 0) return;
    const at = this.#udp.sendsAt + ADDRESS_AT;
    this.#sockets.push({ id, family: words[at] === 6 ? 6 : 4, port: words[at + 1] ?? 0 });
  }

  /** A socket is held; its address is in the control block. */
  held(id: number): void {
    const words = new Int32Array(this.#udp.control);
    const at = this.#udp.sendsAt + ADDRESS_AT;
    this.#held.push({ id, family: words[at] === 6 ? 6 : 4, port: words[at + 1] ?? 0 });
    if (this.#held.length > MOST_HELD) this.#udp.release(this.#held.shift()?.id ?? 0);
  }

  closed(id: unknown): void {
    this.#sockets = this.#sockets.filter((each) => each.id !== id);
  }

  closeAll(): void {
    for (const { id } of this.#sockets.splice(0)) this.#udp.close(id);
    for (const { id } of this.#held.splice(0)) this.#udp.release(id);
  }

  #any(): OpenSocket | undefined {
    return this.#below(16) === 0 ? undefined : this.#sockets[this.#below(this.#sockets.length)];
  }

  /** Now and then it closes a socket, which may be its own, or sends. */
  #callback(): () => void {
    return () => {
      this.#reports += 1;
      const { id } = this.#sockets[this.#reports % MOST_SOCKETS] ?? { id: 0 };
      if (this.#reports % 50 === 0) this.#udp.close(id);
      if (this.#reports % 50 === 25) this.#udp.send(id, [new Uint8Array(10), Int32Array.of(10)], 1);
    };
  }

  /** An element whose getter closes a socket, sends by one, or transfers the memory of the next element. */
  #addGetter(arrays: unknown[], bytes: Uint8Array): void {
    const kind = this.#below(3);
    const at = arrays.length;
    Object.defineProperty(arrays, at, {
      enumerable: true,
      get: () => {
        if (kind === 0) this.#udp.close(this.#sockets[0]?.id ?? 0);
        else if (kind === 1) this.#udp.send(this.#sockets[0]?.id ?? 0, [new Uint8Array(5), Int32Array.of(2, 3)], 1);
        else if (at >= 2) transfer(arrays[at - 2]);
        return bytes;
      },
    });
  }

  /** An open socket of this program, or a port without a listener. */
  #peer(words: Int32Array, buffer: number): void {
    const { family, port } = this.#any() ?? { family: 4, port: DISCARD_PORT };
    this.#address(words, buffer % SEND_BUFFERS, family, port);
  }

  #address(words: Int32Array, buffer: number, family: Family, port: number): void {
    const at = this.#udp.sendsAt + buffer * SEND_WORDS + ADDRESS_AT;
    words.fill(0, at, at + 8);
    words[at] = family;
    words[at + 1] = port;
    new Uint8Array(words.buffer).set(LOOPBACK[family], (at + 2) * 4);
  }
}

function transfer(value: unknown): void {
  const buffer = value instanceof Uint8Array ? value.buffer : undefined;
  // Node 24 throws for memory that was transferred before.
  if (buffer instanceof ArrayBuffer && buffer.byteLength > 0) structuredClone(buffer, { transfer: [buffer] });
}
