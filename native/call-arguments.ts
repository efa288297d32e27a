import type { NativeAddon } from '../runtime/native/addon.ts';
import type { UdpCalls } from './udp-control-block.ts';
import { type Preparation, UsualArguments } from './usual-arguments.ts';

/**
 * What each function takes: b bytes, i Int32Array, d Float64Array, n number, o boolean, f function, s text, k key,
 * h number of a socket, a array of typed arrays. A function that is not here is called with arguments of any kind.
 */
const SIGNATURES: Readonly<Record<string, string>> = {
  probeSockets: '',
  returnFreeMemory: '',
  sealRecords: 'bnnnbinbi',
  unmaskRecords: 'bnnnbin',
  openRecords: 'bnnnbin',
  sealOne: 'bnnnbbnnn',
  openOne: 'bnnnbbnnn',
  maskOne: 'bnnnbnb',
  forgetKeys: 'n',
  hasAead: 'n',
  hmac: 'nbbb',
  hkdfExpand: 'nbbb',
  trafficKeys: 'nbnnb',
  hasKeyAlgorithm: 'n',
  generateKey: 'nb',
  importPrivateKey: 'nb',
  publicKeyOf: 'nbob',
  agree: 'nkbb',
  respond: 'nbbb',
  encapsulate: 'nbbb',
  decapsulate: 'kbb',
  importPkcs8: 'b',
  isUsableRsa: 'nk',
  sign: 'nkbb',
  verify: 'nbbb',
  importRsaKey: 'b',
  verifyByKey: 'nkbb',
  random: 'b',
  equal: 'bb',
  'udp.open': 'f',
  'udp.hold': '',
  'udp.adopt': 'hf',
  'udp.release': 'h',
  'udp.connect': 'h',
  'udp.address': 'h',
  'udp.send': 'han',
  'udp.close': 'h',
  'udp.reference': 'ho',
  'udp.counters': 'hd',
  'udp.interfaceIndex': 's',
  'udp.interfaceName': 'n',
};

/** Numbers at the ends of ranges, and those that are no integers. */
const NUMBERS = [
  -1,
  -0,
  0.5,
  NaN,
  Infinity,
  -Infinity,
  65_535,
  65_536,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
  -(2 ** 31),
  2 ** 53 - 1,
  2 ** 53,
  -(2 ** 53),
  2 ** 63,
  2 ** 64,
  1e308,
  5e-324,
];
/** Lengths that functions ask for: digests, keys, key blocks, points, signatures. */
const LENGTHS = [0, 1, 2, 12, 16, 32, 44, 48, 56, 57, 64, 65, 66, 76, 97, 114, 133, 512, 1184, 1200, 4627, 65_536];

/** Random arguments: usual ones, some of them changed, or of the right type with values around the limits, or of any kind. */
export class CallArguments {
  #state: number;
  readonly #udp: UdpCalls | undefined;
  readonly #usual: UsualArguments;
  readonly #slab = new Uint8Array(4096);

  constructor(seed: number, addon: NativeAddon) {
    this.#state = seed | 1;
    const { udp, ...preparation } = addon as NativeAddon & Preparation & { readonly udp?: UdpCalls };
    this.#udp = udp;
    this.#usual = new UsualArguments((limit) => this.below(limit), preparation, udp);
  }

  /** An integer from 0; xorshift32. */
  below(limit: number): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return limit === 0 ? 0 : (state >>> 0) % limit;
  }

  take(name: string): unknown[] {
    const signature = Object.hasOwn(SIGNATURES, name) ? SIGNATURES[name] : undefined;
    if (signature === undefined || this.below(50) === 0) {
      return Array.from({ length: this.below(20) }, () => this.#anything());
    }
    const usual = this.below(2) === 0 ? this.#usual.of(name) : undefined;
    if (usual !== undefined) {
      if (name.startsWith('udp.') && this.below(4) === 0) this.#usual.spoilControl(this.#number());
      return this.#changed(usual, signature);
    }
    if (name.startsWith('udp.')) this.#fillControl();
    // With too few now and then.
    const count = this.below(40) === 0 ? this.below(signature.length + 1) : signature.length;
    return [...signature.slice(0, count)].map((kind) =>
      this.below(40) === 0 ? this.#anything() : this.#fitting(kind),
    );
  }

  /** Keys and sockets are arguments of later calls. */
  returned(name: string, args: readonly unknown[], value: unknown): void {
    this.#usual.returned(name, args, value);
  }

  closeAll(): void {
    this.#usual.closeAll();
  }

  /** Up to two arguments differ; often none does. */
  #changed(args: unknown[], signature: string): unknown[] {
    const first = this.below(args.length);
    const changes = Math.min(this.below(3), args.length);
    for (let change = 0; change < changes; change++) {
      const index = (first + change) % args.length;
      args[index] = this.#otherThan(args[index], signature[index] ?? 'n');
    }
    return args;
  }

  /** Near the value, or another one. */
  #otherThan(value: unknown, kind: string): unknown {
    const how = this.below(4);
    if (how === 0) return this.#anything();
    if (how === 1) return this.#fitting(kind);
    if (typeof value === 'number') return value + ([-1, 1, 0.5, 2 ** 32][this.below(4)] ?? 0);
    if (value instanceof Uint8Array && how === 2) return value.subarray(this.below(2), this.below(value.length + 1));
    if (value instanceof Uint8Array || value instanceof Int32Array) value[this.below(value.length)] = this.#number();
    return value;
  }

  #fitting(kind: string): unknown {
    switch (kind) {
      case 'b':
        return this.#bytes();
      case 'i':
        return this.#descriptors();
      case 'd':
        return new Float64Array(this.below(40));
      case 'n':
        return this.#number();
      case 'o':
        return this.below(2) === 0;
      case 'f':
        return () => {};
      case 's':
        return ['lo', '', 'x'.repeat(this.below(100)), 'a\0b', '\ud800'][this.below(5)];
      case 'k':
        return this.#usual.key();
      case 'h':
        return this.below(4) === 0 ? this.#number() : this.#usual.socket();
      default:
        return Array.from({ length: this.below(140) }, (_, index) =>
          index % 2 === 0 ? this.#bytes() : this.#descriptors(),
        );
    }
  }

  #number(): number {
    const kind = this.below(8);
    if (kind === 0) return NUMBERS[this.below(NUMBERS.length)] ?? 0;
    if (kind === 1) return LENGTHS[this.below(LENGTHS.length)] ?? 0;
    return this.below(kind < 6 ? 16 : 300);
  }

  #bytes(): Uint8Array {
    // The same memory often, so that contexts and keys are used again.
    if (this.below(2) === 0) return this.#slab.subarray(0, LENGTHS[this.below(LENGTHS.length)]);
    const bytes = new Uint8Array(LENGTHS[this.below(LENGTHS.length)] ?? 0);
    for (let index = 0; index < bytes.length && index < 80; index++) bytes[index] = this.below(256);
    return bytes;
  }

  /** Fields of records near the length of a slab, or of any value. */
  #descriptors(): Int32Array {
    const descriptors = new Int32Array(this.below(64));
    const limit = [20, 100, 1300, 2 ** 32][this.below(4)] ?? 0;
    for (let index = 0; index < descriptors.length; index++) descriptors[index] = this.below(limit);
    return descriptors;
  }

  #anything(): unknown {
    switch (this.below(20)) {
      case 0:
        return undefined;
      case 1:
        return null;
      case 2:
        return 'text';
      case 3:
        return 7n;
      case 4:
        return Symbol('any');
      case 5:
        return {};
      case 6:
        return [];
      case 7:
        return () => {};
      case 8:
        return new Proxy(new Uint8Array(8), {});
      case 9:
        return detached();
      case 10:
        return shrunk();
      case 11:
        return new Uint8Array(new SharedArrayBuffer(LENGTHS[this.below(LENGTHS.length)] ?? 0));
      case 12:
        return new DataView(new ArrayBuffer(8));
      case 13:
        return new ArrayBuffer(8);
      case 14:
        return new Float32Array(8);
      case 15:
        return new BigInt64Array(8);
      case 16:
        return new Uint8ClampedArray(8);
      default:
        return this.#fitting('bindofskah'[this.below(10)] ?? 'n');
    }
  }

  /** Options, counts and addresses of any value; datagrams go to the discard port of this machine. */
  #fillControl(): void {
    if (this.#udp === undefined) return;
    const { control, optionsAt, sendsAt } = this.#udp;
    const words = new Int32Array(control);
    const bytes = new Uint8Array(control);
    for (let word = 0; word < 8; word++) words[optionsAt + word] = this.#number();
    for (let record = 0; record < 4; record++) {
      const at = sendsAt + record * 12;
      for (let word = 0; word < 12; word++) words[at + word] = this.#number();
      words[at + 4] = [4, 4, 6, this.below(10)][this.below(4)] ?? 4;
      words[at + 5] = this.below(2) === 0 ? 0 : 9;
      const loopback = words[at + 4] === 6 ? [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] : [127, 0, 0, 1];
      bytes.fill(0, (at + 6) * 4, (at + 10) * 4);
      bytes.set(loopback, (at + 6) * 4);
    }
  }
}

function detached(): Uint8Array {
  const bytes = new Uint8Array(16);
  structuredClone(bytes, { transfer: [bytes.buffer] });
  return bytes;
}

/** A typed array whose buffer no longer reaches to its start. */
function shrunk(): Uint8Array {
  const buffer: ArrayBuffer & { resize?(length: number): void } = new (
    ArrayBuffer as unknown as new (
      length: number,
      options: { maxByteLength: number },
    ) => ArrayBuffer
  )(64, { maxByteLength: 64 });
  const bytes = new Uint8Array(buffer, 32, 16);
  buffer.resize?.(8);
  return bytes;
}
