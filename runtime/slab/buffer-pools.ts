import { ConfigError } from '../errors/config-error.ts';
import { checkBoolean, checkChoice, integerOption, isObject } from '../errors/option-checks.ts';
import { type OptionNames, refuseUnknownOptions } from '../errors/option-names.ts';
import type { BufferLeak } from './buffer-audit.ts';
import { BufferPool, type BufferPoolSettings, type BufferStatistics } from './buffer-pool.ts';
import { type BufferPolicy, growthPolicies } from './growth-policy.ts';

/** How memory is kept for use again. */
export interface BufferOptions {
  /**
   * How the pools grow and shrink.
   *
   * - `conservative`: by one part in 64, and an empty slab is dropped unless the last 256 uses needed it.
   * - `balanced`: by one part in 32, at least 1024 bytes, and an empty slab is dropped unless one of the last 4096 uses needed it.
   * - `aggressive`: to the double, at least 65536 bytes, and nothing is dropped before `trim`.
   */
  readonly policy?: BufferPolicy | undefined;
  /**
   * Bytes of all slabs together: 0 to 2^40. Default 67108864. Above it, and with 0 always, a buffer gets memory of its own
   * that is not used again.
   */
  readonly maxBytes?: number | undefined;
  /** Buffers of one size in each pool: 1 to 1048576. Default 1048576. For tests. */
  readonly maxBuffers?: number | undefined;
  /**
   * Finds buffers that are not released, that are released twice, and that are used after their release, with the stacks of
   * the calls; for tests, because it is slow. Default false.
   */
  readonly debug?: boolean | undefined;
}

const NAMES: OptionNames<BufferOptions> = { policy: true, maxBytes: true, maxBuffers: true, debug: true };
const MAX_BYTES = { min: 0, max: 2 ** 40, default: 2 ** 26 } as const;
const MAX_BUFFERS = { min: 1, max: 2 ** 20, default: 2 ** 20 } as const;

/** The pools of one owner, by the lifetime of what is in their buffers. */
export class BufferPools {
  readonly #settings: Omit<BufferPoolSettings, 'name' | 'isZeroed'>;
  // Made when they are needed: a connection of its own needs one or two.
  #handshake: BufferPool | undefined;
  #application: BufferPool | undefined;
  #crypto: BufferPool | undefined;

  /** `policy`: the default. Throws ConfigError; the options are properties of the option `buffers`. */
  constructor(options: BufferOptions = {}, policy: BufferPolicy = 'balanced') {
    if (!isObject(options as unknown)) throw new ConfigError('buffers', 'must be an object');
    refuseUnknownOptions(options, NAMES, 'buffers');
    checkChoice('buffers.policy', options.policy ?? policy, Object.keys(growthPolicies));
    checkBoolean('buffers.debug', options.debug);
    const budget = { limit: integerOption('buffers.maxBytes', options.maxBytes, MAX_BYTES), used: 0 };
    this.#settings = {
      policy: growthPolicies[options.policy ?? policy],
      budget,
      maxBuffers: integerOption('buffers.maxBuffers', options.maxBuffers, MAX_BUFFERS),
      debug: options.debug ?? false,
    };
  }

  /** What a handshake needs until its next flight: parts of messages, and records without keys. */
  get handshake(): BufferPool {
    this.#handshake ??= new BufferPool({ ...this.#settings, name: 'handshake', isZeroed: false });
    return this.#handshake;
  }

  /** Messages of the application that cannot be delivered yet. */
  get application(): BufferPool {
    this.#application ??= new BufferPool({ ...this.#settings, name: 'application', isZeroed: false });
    return this.#application;
  }

  /** Secrets: a released buffer is overwritten with zeros. */
  get crypto(): BufferPool {
    this.#crypto ??= new BufferPool({ ...this.#settings, name: 'crypto', isZeroed: true });
    return this.#crypto;
  }

  get #all(): readonly BufferPool[] {
    return [this.handshake, this.application, this.crypto];
  }

  /** The counters of the three pools together. `peak` and `peakBytes` are the sums of their peaks. */
  get statistics(): BufferStatistics {
    const [first, ...others] = this.#all.map(({ statistics }) => statistics) as [
      BufferStatistics,
      ...BufferStatistics[],
    ];
    const sum: { -readonly [K in keyof BufferStatistics]: number } = { ...first };
    for (const other of others) for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += other[name];
    return sum;
  }

  /** Drops all slabs without buffers in use. */
  trim(): void {
    for (const pool of this.#all) pool.trim();
  }

  /** The buffers in use, with the stacks of the calls that acquired them; only in the debug mode. */
  leaks(): BufferLeak[] {
    return this.#all.flatMap((pool) => pool.leaks());
  }

  /** Throws WirechartError (ERR_WIRECHART_BUFFER) if a buffer was written to after its release; only in the debug mode. */
  check(): void {
    for (const pool of this.#all) pool.check();
  }
}
