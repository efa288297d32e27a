import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { Ack, RecordNumber } from '../../../generated/dtls13/wire/ack.ts';
import type { Writer } from '../../wire/index.ts';
import type { DatagramWriter } from '../record/datagram-writer.ts';
import type { WriteEpoch } from '../record/epoch.ts';

/** Maximum of records that are remembered, the newest: a datagram of 1,500 bytes has room for fewer in its ACK. */
const CAPACITY = 128;
/** How many ACKs name a record after the handshake: ACKs are lost. */
const ACKS_OF_RECORD = 3;

const emptyAckLength = Ack.size({ recordNumbers: [] });
const recordNumberLength = RecordNumber.size({ epoch: 0, sequenceNumber: 0 });

interface ReceivedRecord extends RecordNumber {
  /** How many ACKs named it. */
  acks: number;
}

/**
 * The numbers of received records, for the next ACK; RFC 9147 section 7. During the handshake: those of the peer's current
 * flight. After it: those that few ACKs have named.
 */
export class ReceivedRecords {
  /** In the order of their arrival. */
  #records: ReceivedRecord[] = [];
  #unacknowledged = 0;
  #isHandshakeComplete = false;

  /** All of them, with the number of ACKs that named each. */
  get state(): readonly Readonly<ReceivedRecord>[] {
    return this.#records;
  }

  /** Takes the records of another object; an ACK has named all of them, or none is requested. */
  restore(records: readonly Readonly<ReceivedRecord>[]): void {
    this.#records = records.map(({ epoch, sequenceNumber, acks }) => ({ epoch, sequenceNumber, acks }));
  }

  get empty(): boolean {
    return this.#records.length === 0;
  }

  /** Records received since the last ACK. */
  get unacknowledged(): number {
    return this.#unacknowledged;
  }

  add(epoch: number, sequenceNumber: number): void {
    if (this.#records.length === CAPACITY) this.#records.shift();
    this.#records.push({ epoch, sequenceNumber, acks: 0 });
    this.#unacknowledged += 1;
  }

  /** Starts a new flight. */
  clear(): void {
    this.#records = [];
    this.#unacknowledged = 0;
  }

  /** From now on a record is named in the next three ACKs only. */
  completeHandshake(): void {
    this.#isHandshakeComplete = true;
  }

  /**
   * Writes an ACK with as many record numbers as fit, in increasing order. `fillsDatagram`: padding fills the rest. False:
   * the sink is full.
   */
  write(out: DatagramWriter, epoch: WriteEpoch, writer: Writer, fillsDatagram = false): boolean {
    const named = this.#select(Math.floor((out.capacity(epoch) - emptyAckLength) / recordNumberLength));
    const ack: Ack = {
      recordNumbers: named.sort((a, b) => a.epoch - b.epoch || a.sequenceNumber - b.sequenceNumber),
    };
    const size = Ack.size(ack);
    if (!out.begin(epoch, size)) return false;
    Ack.encode(writer.reset(out.target, out.at(epoch)), ack);
    out.end(epoch, ContentType.ack, size, fillsDatagram);
    for (const record of named) record.acks += 1;
    if (this.#isHandshakeComplete) this.#records = this.#records.filter(({ acks }) => acks < ACKS_OF_RECORD);
    this.#unacknowledged = 0;
    return true;
  }

  /** The newest `count` records: first those that no ACK has named; RFC 9147 section 7.1. */
  #select(count: number): ReceivedRecord[] {
    if (this.#records.length <= count) return [...this.#records];
    const unnamed = this.#records.filter(({ acks }) => acks === 0).slice(-count);
    const left = count - unnamed.length;
    return left === 0 ? unnamed : [...unnamed, ...this.#records.filter(({ acks }) => acks > 0).slice(-left)];
  }
}
