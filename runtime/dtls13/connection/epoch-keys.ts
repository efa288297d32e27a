import type { RecordProtection } from '../../crypto/record-protection.ts';
import type { EpochUse } from '../endpoint.ts';
import type { HandshakeKeys } from '../handshake/handshake-context.ts';
import type { UpdatedKeys } from '../post-handshake/post-handshake-context.ts';
import { ReadEpoch } from '../record/epoch.ts';
import type { ReadEpochs } from '../record/read-epochs.ts';
import type { WriteEpochs } from '../record/write-epochs.ts';

/** The keys of a connection in both directions, each of one epoch; RFC 9147 section 6.1. */
export class EpochKeys implements HandshakeKeys, UpdatedKeys {
  readonly #read: ReadEpochs;
  readonly #write: WriteEpochs;
  readonly #replayWindow: number;

  /** `replayWindow`: records. */
  constructor(read: ReadEpochs, write: WriteEpochs, replayWindow: number) {
    this.#read = read;
    this.#write = write;
    this.#replayWindow = replayWindow;
  }

  installRead(epoch: number, protection: RecordProtection): void {
    this.#read.install(new ReadEpoch(epoch, protection, this.#replayWindow));
  }

  installWrite(epoch: number, protection: RecordProtection): void {
    this.#write.install(epoch, protection);
  }

  replaceWrite(epoch: number, protection: RecordProtection): void {
    this.#write.replace(epoch, protection);
  }

  dropRead(epoch: number): void {
    this.#read.drop(epoch);
  }

  uninstall(epoch: number): void {
    this.#read.drop(epoch);
    this.#write.uninstall(epoch);
  }

  /** How much each key was used; see `Connection.epochs`. */
  use(): EpochUse[] {
    const read = this.#read.installed.map(
      ({ number, records, bytes, failures }): EpochUse => ({
        direction: 'read',
        epoch: number,
        records,
        bytes,
        failures,
      }),
    );
    const write = this.#write.installed.map(
      ({ number, sequence, bytes }): EpochUse => ({
        direction: 'write',
        epoch: number,
        records: sequence,
        bytes,
        failures: 0,
      }),
    );
    return [...read, ...write];
  }
}
