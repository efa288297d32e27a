import type { RecordNumber } from '../../../generated/dtls13/wire/ack.ts';
import type { RecordProtection } from '../../crypto/record-protection.ts';
import { WriteEpoch } from './epoch.ts';

/** The epochs in which a connection writes, from epoch 0 on; RFC 9147 section 6.1. That of early data is not among them. */
export class WriteEpochs {
  readonly #epochs: WriteEpoch[] = [new WriteEpoch(0, undefined)];
  /** Number and next sequence number of the epoch that was uninstalled last, without its keys. */
  #uninstalled = { number: -1, sequence: 0 };

  /** The highest epoch: that of ACKs (RFC 9147 section 7), data and alerts. */
  get newest(): WriteEpoch {
    return this.#epochs[this.#epochs.length - 1] as WriteEpoch;
  }

  /** True once records are protected in both directions. From then on any sender can forge an unprotected record. */
  get hasKeys(): boolean {
    return this.newest.number > 0;
  }

  /** All epochs, oldest first. */
  get installed(): readonly WriteEpoch[] {
    return this.#epochs;
  }

  /** An installed epoch. Handshake messages keep their epoch when they are retransmitted. */
  withNumber(number: number): WriteEpoch {
    return this.#epochs.find((epoch) => epoch.number === number) as WriteEpoch;
  }

  /**
   * Sequence numbers continue if the epoch was installed before: it may have the same keys, and a nonce must not
   * repeat.
   */
  install(number: number, protection: RecordProtection): void {
    const epoch = new WriteEpoch(number, protection);
    if (this.#uninstalled.number === number) epoch.sequence = this.#uninstalled.sequence;
    this.#epochs.push(epoch);
  }

  /**
   * Uses the keys of an epoch after a KeyUpdate, in place of all earlier ones: every message that was sent under them is
   * acknowledged.
   */
  replace(number: number, protection: RecordProtection): void {
    this.dropKeys();
    this.#epochs.push(new WriteEpoch(number, protection));
  }

  /** Drops the keys of an epoch, and overwrites them. ACKs and alerts may have been sent under them. */
  uninstall(number: number): void {
    const index = this.#epochs.findIndex((epoch) => epoch.number === number);
    for (const { sequence, protection } of index === -1 ? [] : this.#epochs.splice(index, 1)) {
      this.#uninstalled = { number, sequence };
      protection?.destroy();
    }
  }

  /** The peer received these records of ours. */
  confirm(recordNumbers: readonly RecordNumber[]): void {
    for (const { epoch, sequenceNumber } of recordNumbers) {
      for (const each of this.#epochs) if (each.number === epoch) each.confirm(sequenceNumber);
    }
  }

  /** Drops all keys, and overwrites them: no protected record can be written afterwards. */
  dropKeys(): void {
    for (const { protection } of this.#epochs.splice(1)) protection?.destroy();
  }
}
