import { generateKeyPairSync } from 'node:crypto';
import { type UdpCalls, UdpControlBlock } from './udp-control-block.ts';

/** A key of the addon. */
interface KnownKey {
  readonly key: object;
  /** Undefined: not known, or RSA. */
  readonly publicKey: Uint8Array | undefined;
}

interface KnownSignature {
  readonly scheme: unknown;
  readonly key: unknown;
  /** Undefined: not known, or RSA. */
  readonly publicKey: Uint8Array | undefined;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** Calls that are made to prepare others. */
type RecordCall = (...args: readonly unknown[]) => unknown;

export interface Preparation {
  readonly sealRecords: RecordCall;
  readonly unmaskRecords: RecordCall;
}

const KEY_BLOCK_LENGTH = 76;
/** By the numbers of the AEADs. */
const TAG_LENGTHS = [16, 16, 16, 16, 8];
const DIGEST_LENGTHS = [32, 48];
/** By the numbers of the key algorithms. */
const PUBLIC_LENGTHS = [32, 56, 65, 97, 133, 32, 57, 1312, 1952, 2592, 1184, 1568];
const SCALAR_LENGTHS = [32, 56, 32, 48, 66, 32, 57, 32, 32, 32, 64, 64];
const SECRET_LENGTHS = [32, 56, 32, 48, 66];
const CIPHERTEXT_LENGTHS = [1088, 1568];
const FIRST_ML_KEM = 10;
/** The key algorithms of the signature schemes, by their numbers; undefined: RSA. */
const SCHEMES = [2, 3, 4, 5, 6, undefined, undefined, undefined, undefined, undefined, undefined, 7, 8, 9];
const LONGEST_SIGNATURE = 4627;
const COUNTERS = 18;
const MOST_SIGNATURES = 50;
/** Of each algorithm. */
const MOST_KEYS = 8;
const RECORD_FIELDS = 8;

/** Arguments with which a function does its work: random changes of them reach what its checks guard. */
export class UsualArguments {
  readonly #below: (limit: number) => number;
  readonly #preparation: Preparation;
  readonly #control: UdpControlBlock | undefined;
  /** By their algorithms' numbers in the addon; undefined: RSA. */
  readonly #keys = new Map<number | undefined, KnownKey[]>();
  readonly #signatures: KnownSignature[] = [];
  readonly #rsa = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
    publicKeyEncoding: { type: 'spki', format: 'der' },
  });

  constructor(below: (limit: number) => number, preparation: Preparation, udp: UdpCalls | undefined) {
    this.#below = below;
    this.#preparation = preparation;
    this.#control = udp === undefined ? undefined : new UdpControlBlock(below, udp);
  }

  /** A key of any kind, now and then none. */
  key(): unknown {
    return this.#keyOf(SCHEMES[this.#below(SCHEMES.length)])?.key;
  }

  /** The number of a socket, mostly of an open one. */
  socket(): number {
    return this.#control?.socket() ?? 0;
  }

  /** Undefined: the function has no usual arguments, or what they need is not there yet. */
  of(name: string): unknown[] | undefined {
    const below = this.#below;
    switch (name) {
      case 'sealRecords':
      case 'unmaskRecords':
      case 'openRecords':
        return this.#records(name);
      case 'sealOne':
      case 'openOne':
        return [...this.#keyBlock(), this.#bytes(12), this.#bytes(300), below(20), 20 + below(20), 16 + below(200)];
      case 'maskOne':
        return [...this.#keyBlock(), this.#bytes(300), below(285), new Uint8Array(2)];
      case 'forgetKeys':
        return [below(8)];
      case 'hmac':
      case 'hkdfExpand': {
        const hash = below(2);
        return [hash, this.#bytes(below(100)), this.#bytes(below(300)), new Uint8Array(DIGEST_LENGTHS[hash] ?? 0)];
      }
      case 'trafficKeys':
        return [below(2), this.#bytes(32 + 16 * below(2)), below(2), 12, new Uint8Array(12 + 32 * (1 + below(2)))];
      case 'random':
        return [this.#bytes(below(100))];
      case 'equal': {
        const bytes = this.#bytes(below(100));
        return [bytes, bytes.slice()];
      }
      default:
        return name.startsWith('udp.') ? this.#control?.of(name, COUNTERS) : this.#ofKeys(name);
    }
  }

  /** What later calls take. */
  returned(name: string, args: readonly unknown[], value: unknown): void {
    if ((name === 'udp.open' || name === 'udp.adopt') && typeof value === 'number') this.#control?.opened(value);
    if (name === 'udp.hold' && typeof value === 'number') this.#control?.held(value);
    if (name === 'udp.close') this.#control?.closed(args[0]);
    if (name === 'sign' && typeof value === 'number' && value > 0) {
      const [scheme, key, message, target] = args;
      if (target instanceof Uint8Array && message instanceof Uint8Array)
        this.#keepSignature(scheme, key, message, target.slice(0, value));
    }
    if (typeof value !== 'object' || value === null) return;
    const [number, share] = args;
    const isNumbered = name === 'generateKey' || name === 'importPrivateKey';
    const algorithm = isNumbered ? Number(number) : undefined;
    const publicKey = name === 'generateKey' && share instanceof Uint8Array ? share.slice() : undefined;
    const keys = this.#keys.get(algorithm) ?? [];
    this.#keys.set(algorithm, keys);
    keys[keys.length < MOST_KEYS ? keys.length : this.#below(MOST_KEYS)] = { key: value, publicKey };
  }

  /** Sets one word of the options or the buffers to send. */
  spoilControl(value: number): void {
    this.#control?.spoil(value);
  }

  closeAll(): void {
    this.#control?.closeAll();
  }

  #ofKeys(name: string): unknown[] | undefined {
    const below = this.#below;
    // Mostly of a key exchange.
    const algorithm = below(below(4) === 0 ? PUBLIC_LENGTHS.length : SECRET_LENGTHS.length);
    const publicKey = new Uint8Array(PUBLIC_LENGTHS[algorithm] ?? 0);
    const secret = new Uint8Array(SECRET_LENGTHS[algorithm] ?? 32);
    const mlKem = below(2);
    const peer = this.#keyOf(name === 'encapsulate' ? FIRST_ML_KEM + mlKem : algorithm);
    const scheme = below(SCHEMES.length);
    const known = this.#signatures[below(this.#signatures.length)];
    switch (name) {
      case 'generateKey':
        return [algorithm, publicKey];
      case 'importPrivateKey':
      case 'publicKeyOf': {
        const scalar = this.#bytes(SCALAR_LENGTHS[algorithm] ?? 0);
        // Below the order.
        scalar[0] = 0;
        return name === 'publicKeyOf' ? [algorithm, scalar, false, publicKey] : [algorithm, scalar];
      }
      case 'agree':
        return peer && [algorithm, this.#keyOf(algorithm)?.key, peer.publicKey, secret];
      case 'respond':
        return peer && [algorithm, peer.publicKey, publicKey, secret];
      case 'encapsulate':
        return (
          peer && [
            FIRST_ML_KEM + mlKem,
            peer.publicKey,
            this.#bytes(CIPHERTEXT_LENGTHS[mlKem] ?? 0),
            new Uint8Array(32),
          ]
        );
      case 'decapsulate': {
        const own = this.#keyOf(FIRST_ML_KEM + mlKem);
        return own && [own.key, this.#bytes(CIPHERTEXT_LENGTHS[mlKem] ?? 0), new Uint8Array(32)];
      }
      case 'importPkcs8':
        return [new Uint8Array(this.#rsa.privateKey)];
      case 'importRsaKey':
        return [new Uint8Array(this.#rsa.publicKey)];
      case 'isUsableRsa':
        return [scheme, this.key()];
      case 'sign': {
        const own = this.#keyOf(SCHEMES[scheme]);
        return own && [scheme, own.key, this.#bytes(below(200)), new Uint8Array(LONGEST_SIGNATURE)];
      }
      case 'verify':
        return known?.publicKey && [known.scheme, known.publicKey, known.message, known.signature];
      case 'verifyByKey':
        return known && [known.scheme, known.key, known.message, known.signature];
      default:
        return undefined;
    }
  }

  #keyOf(algorithm: number | undefined): KnownKey | undefined {
    const keys = this.#keys.get(algorithm) ?? [];
    return keys[this.#below(keys.length)];
  }

  /** keys, keysAt, id, algorithm: a number has the same keys each time. */
  #keyBlock(): unknown[] {
    const id = this.#below(8);
    return [new Uint8Array(KEY_BLOCK_LENGTH).fill(id), 0, id, this.#below(TAG_LENGTHS.length)];
  }

  /** Records one after the other. Those to open are authentic. */
  #records(name: 'sealRecords' | 'unmaskRecords' | 'openRecords'): unknown[] {
    const below = this.#below;
    const keyed = this.#keyBlock();
    const tagLength = TAG_LENGTHS[Number(keyed[3])] ?? 16;
    const count = 1 + below(8);
    const slab = this.#bytes(count * (3 + 130 + tagLength));
    const descriptors = new Int32Array(count * RECORD_FIELDS);
    let at = 0;
    for (let index = 0; index < count; index++) {
      const numberLength = 1 + below(2);
      const bodyAt = at + 1 + numberLength;
      const bodyLength = 16 + below(100);
      descriptors.set([at, at + 1, numberLength, bodyAt, bodyLength, below(3), below(2 ** 32)], index * RECORD_FIELDS);
      at = bodyAt + bodyLength + tagLength;
    }
    const args = [...keyed, slab, descriptors, count];
    if (name === 'sealRecords') return args;
    this.#preparation.sealRecords(...args);
    for (let index = 0; index < count; index++) {
      const field = index * RECORD_FIELDS + 4;
      descriptors[field] = (descriptors[field] ?? 0) + tagLength;
    }
    if (name === 'openRecords') this.#preparation.unmaskRecords(...args);
    return args;
  }

  #bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let index = 0; index < length && index < 80; index++) bytes[index] = this.#below(256);
    return bytes;
  }

  #keepSignature(scheme: unknown, key: unknown, message: Uint8Array, signature: Uint8Array): void {
    const signatures = this.#signatures;
    const place = signatures.length < MOST_SIGNATURES ? signatures.length : this.#below(MOST_SIGNATURES);
    const publicKey = [...this.#keys.values()].flat().find((each) => each.key === key)?.publicKey;
    signatures[place] = { scheme, key, publicKey, message: copyOf(message), signature };
  }
}

/** Empty for an array whose memory is gone. */
function copyOf(bytes: Uint8Array): Uint8Array {
  return bytes.length === 0 ? new Uint8Array(0) : bytes.slice();
}
