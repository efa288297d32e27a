import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { Ack, RecordNumber } from '../../../generated/dtls13/wire/ack.ts';
import type { Writer } from '../../wire/index.ts';
import type { DatagramWriter } from '../record/datagram-writer.ts';
import type { WriteEpoch } from '../record/epoch.ts';

/** Maximum of record numbers in an ACK. It names the newest records; earlier ACKs named the older ones. */
const CAPACITY = 32;

const emptyAckLength = Ack.size({ recordNumbers: [] });
const recordNumberLength = RecordNumber.size({ epoch: 0, sequenceNumber: 0 });

/** The numbers of the received records of the peer's current flight, for the next ACK; RFC 9147 section 7. */
export class ReceivedRecords {
  #records: RecordNumber[] = [];
  #unacknowledged = 0;

  get empty(): boolean {
    return this.#records.length === 0;
  }

  /** Records received since the last ACK. */
  get unacknowledged(): number {
    return this.#unacknowledged;
  }

  add(epoch: number, sequenceNumber: number): void {
    if (this.#records.length === CAPACITY) this.#records.shift();
    this.#records.push({ epoch, sequenceNumber });
    this.#unacknowledged += 1;
  }

  /** Starts a new flight. */
  clear(): void {
    this.#records = [];
    this.#unacknowledged = 0;
  }

  /** Writes an ACK with the newest record numbers that fit, in increasing order. False: the sink is full. */
  write(out: DatagramWriter, epoch: WriteEpoch, writer: Writer): boolean {
    const fitting = Math.floor((out.capacity(epoch) - emptyAckLength) / recordNumberLength);
    const recordNumbers = this.#records
      .slice(-fitting)
      .sort((a, b) => a.epoch - b.epoch || a.sequenceNumber - b.sequenceNumber);
    const ack: Ack = { recordNumbers };
    const size = Ack.size(ack);
    if (!out.begin(epoch, size)) return false;
    Ack.encode(writer.reset(out.target, out.at(epoch)), ack);
    out.end(epoch, ContentType.ack, size);
    this.#unacknowledged = 0;
    return true;
  }
}
