import { ConfigError } from '../../errors/config-error.ts';
import { integerOption, isObject, type NumberOption } from '../../errors/option-checks.ts';
import { refuseUnknownOptions } from '../../errors/option-names.ts';
import type { ReadEpoch, WriteEpoch } from '../record/epoch.ts';

/** When traffic keys are updated without a call of the application. An undefined value sets no limit. */
export interface RekeyAfter {
  /** Records under one key: 64 to 2^48. */
  readonly records?: number | undefined;
  /** Bytes of content under one key: 16384 to 2^53. */
  readonly bytes?: number | undefined;
  /** Age of a key in milliseconds: 1000 to 2^40. */
  readonly ms?: number | undefined;
}

/** The same with the defaults. */
export type RekeyLimits = Readonly<Record<keyof RekeyAfter, number>>;

/** See `RekeyPolicy.state`. */
export interface RekeyState {
  readonly writeSince: number;
  readonly readSince: number;
  /** -1: the peer was not asked. */
  readonly requestedFor: number;
}

const NEVER = Number.POSITIVE_INFINITY;

/** An update itself takes records, so smaller limits would cause updates without end. */
const RANGES: Readonly<Record<keyof RekeyAfter, NumberOption>> = {
  records: { min: 64, max: 2 ** 48, default: NEVER },
  bytes: { min: 2 ** 14, max: Number.MAX_SAFE_INTEGER, default: NEVER },
  ms: { min: 1000, max: 2 ** 40, default: NEVER },
};

/** Throws ConfigError with the name of the option at fault. */
export function rekeyLimits(given: RekeyAfter | undefined): RekeyLimits {
  if (given === undefined) return { records: NEVER, bytes: NEVER, ms: NEVER };
  if (!isObject(given)) throw new ConfigError('rekeyAfter', 'must be an object with records, bytes or ms');
  refuseUnknownOptions(given, { records: true, bytes: true, ms: true }, 'rekeyAfter');
  const limit = (name: keyof RekeyAfter) => integerOption(`rekeyAfter.${name}`, given[name], RANGES[name]);
  return { records: limit('records'), bytes: limit('bytes'), ms: limit('ms') };
}

/**
 * Decides when the traffic keys must be updated: before the limits of the AEAD (RFC 9147 section 4.5.3), and at the
 * application's limits. The peer is asked once for each of its keys.
 */
export class RekeyPolicy {
  readonly #limits: RekeyLimits;
  #writeSince: number;
  #readSince: number;
  /** The epoch of the keys that the peer was asked to replace. */
  #requestedFor = -1;

  constructor(limits: RekeyLimits, now: number) {
    this.#limits = limits;
    this.#writeSince = now;
    this.#readSince = now;
  }

  /** Since when each key is in use, in the host's milliseconds, and the epoch of the key that the peer was asked to replace. */
  get state(): RekeyState {
    return { writeSince: this.#writeSince, readSince: this.#readSince, requestedFor: this.#requestedFor };
  }

  restore({ writeSince, readSince, requestedFor }: RekeyState): void {
    this.#writeSince = writeSince;
    this.#readSince = readSince;
    this.#requestedFor = requestedFor;
  }

  /** When the age of a key reaches its limit; Infinity: never. */
  deadline(read: ReadEpoch): number {
    const since = read.number === this.#requestedFor ? this.#writeSince : Math.min(this.#writeSince, this.#readSince);
    return since + this.#limits.ms;
  }

  /** New keys are in use. */
  updated(direction: 'read' | 'write', now: number): void {
    if (direction === 'write') this.#writeSince = now;
    else this.#readSince = now;
  }

  /** What is due: nothing, an update of our keys, or one with the request that the peer updates its own. */
  due(write: WriteEpoch, read: ReadEpoch, now: number): 'nothing' | 'update' | 'updateBoth' {
    const { records, bytes, ms } = this.#limits;
    // Ages are compared as in `deadline`: a difference of times may be rounded to less than the limit.
    const isReadDue =
      read.isForgeryLimitNear || read.records >= records || read.bytes >= bytes || now >= this.#readSince + ms;
    if (isReadDue && read.number !== this.#requestedFor) {
      this.#requestedFor = read.number;
      return 'updateBoth';
    }
    const isWriteDue =
      write.isLimitNear || write.sequence >= records || write.bytes >= bytes || now >= this.#writeSince + ms;
    return isWriteDue ? 'update' : 'nothing';
  }
}
