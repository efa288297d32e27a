import type { CipherSuiteAttributes } from '../../../generated/dtls13/registries/cipher-suite.ts';
import { MAX_EPOCH } from '../../../generated/dtls13/registries/constants.ts';
import { KeySchedule } from '../../crypto/key-schedule.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { RecordProtection } from '../../crypto/record-protection.ts';

export type Suite = NonNullable<(typeof CipherSuiteAttributes)[number]>;

/** Maximum number of KeyUpdates in a row that are missing from the capture. */
const MAX_AHEAD = 8;

interface Link {
  readonly epoch: number;
  readonly secret: Uint8Array;
  /** Undefined until it is needed. */
  protection: RecordProtection | undefined;
}

/**
 * The keys of one direction from one traffic secret on: each KeyUpdate leads to the next secret and the next epoch;
 * RFC 9846 section 7.2, RFC 9147 section 6.1. Holds the current epoch and at most 8 after it.
 */
export class TrafficKeyChain {
  readonly #provider: CryptoProvider;
  readonly #suite: Suite;
  readonly #schedule: KeySchedule;
  /** Consecutive epochs; the first one is the current one. */
  readonly #links: Link[];

  /** `secret`: the traffic secret of `epoch`, copied. */
  constructor(provider: CryptoProvider, suite: Suite, epoch: number, secret: Uint8Array) {
    this.#provider = provider;
    this.#suite = suite;
    this.#schedule = new KeySchedule(provider, suite.hash, 'dtls13');
    this.#links = [{ epoch, secret: secret.slice(), protection: undefined }];
  }

  /** The current epoch. */
  get epoch(): number {
    return (this.#links[0] as Link).epoch;
  }

  /** The current epoch and the ones after it with these two low bits, nearest first. */
  epochsWith(lowBits: number): readonly number[] {
    const epochs = Array.from({ length: MAX_AHEAD + 1 }, (_, index) => this.epoch + index);
    return epochs.filter((epoch) => epoch <= MAX_EPOCH && (epoch & 3) === lowBits);
  }

  /** The keys of the current epoch, or of one after it; undefined: of another epoch. */
  protection(epoch: number): RecordProtection | undefined {
    if (epoch > Math.min(this.epoch + MAX_AHEAD, MAX_EPOCH)) return undefined;
    let last = this.#links.at(-1) as Link;
    while (last.epoch < epoch) {
      const secret = this.#schedule.nextTrafficSecret(last.secret);
      last = { epoch: last.epoch + 1, secret, protection: undefined };
      this.#links.push(last);
    }
    const link = this.#links.find((each) => each.epoch === epoch);
    if (link !== undefined) link.protection ??= this.#protect(link.secret);
    return link?.protection;
  }

  /** This epoch, of which `protection` returned keys, becomes the current one. An older one has no effect. */
  advance(epoch: number): void {
    while (this.epoch < epoch && this.#links.length > 1) this.#links.shift();
  }

  #protect(secret: Uint8Array): RecordProtection {
    return new RecordProtection(this.#provider, this.#suite.aead, this.#schedule.trafficKeys(secret, this.#suite));
  }
}
