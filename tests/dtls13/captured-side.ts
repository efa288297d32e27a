import { CipherSuite, CipherSuiteAttributes } from '../../generated/dtls13/registries/cipher-suite.ts';
import { EPOCH_HANDSHAKE } from '../../generated/dtls13/registries/constants.ts';
import { ContentType } from '../../generated/dtls13/registries/content-type.ts';
import { Ack } from '../../generated/dtls13/wire/ack.ts';
import { Handshake } from '../../generated/dtls13/wire/handshake.ts';
import type { AeadName, CryptoProvider, HashName } from '../../runtime/crypto/index.ts';
import { KeySchedule } from '../../runtime/crypto/key-schedule.ts';
import { RecordProtection } from '../../runtime/crypto/record-protection.ts';
import { ReadEpoch } from '../../runtime/dtls13/record/epoch.ts';
import { type RecordHandler, RecordReader } from '../../runtime/dtls13/record/record-reader.ts';
import { type HandshakeMessage, Reassembly } from '../../runtime/dtls13/reliability/reassembly.ts';
import { createCounters } from '../../runtime/dtls13/statistics.ts';
import { decodeAll, Reader } from '../../runtime/wire/index.ts';

/** The messages of one side of a foreign session, read by our record layer and our reassembly. */
export class CapturedSide implements RecordHandler {
  readonly counters = createCounters();
  readonly messages: HandshakeMessage[] = [];
  /** Of the protected records, in order. */
  readonly contentTypes: number[] = [];
  readonly applicationData: Uint8Array[] = [];
  readonly #reader = new RecordReader(this, this.counters);
  readonly #reassembly = new Reassembly(2 ** 17);

  /** `secrets`: of epoch 2 and of epoch 3, where known. */
  constructor(provider: CryptoProvider, cipherSuite: string, secrets: readonly Uint8Array[]) {
    const suite = CipherSuiteAttributes[CipherSuite[cipherSuite as keyof typeof CipherSuite]];
    if (suite === undefined) throw new RangeError(`${cipherSuite} has no attributes`);
    const schedule = new KeySchedule(provider, suite.hash as HashName, 'dtls13');
    for (const [index, secret] of secrets.entries()) {
      const protection = new RecordProtection(provider, suite.aead as AeadName, schedule.trafficKeys(secret, suite));
      this.#reader.epochs.install(new ReadEpoch(EPOCH_HANDSHAKE + index, protection, 256));
    }
  }

  receive(datagram: Uint8Array): void {
    const slab = datagram.slice();
    this.#reader.receive(slab, 0, slab.length);
  }

  record(contentType: number, epoch: number, _sequence: number, slab: Uint8Array, at: number, length: number): void {
    if (epoch > 0) this.contentTypes.push(contentType);
    if (contentType === ContentType.ack) decodeAll(Ack, slab.subarray(at, at + length));
    if (contentType === ContentType.application_data) this.applicationData.push(slab.slice(at, at + length));
    if (contentType !== ContentType.handshake) return;
    const reader = new Reader(slab, at, at + length);
    while (reader.remaining > 0) this.#reassembly.add(Handshake.decode(reader), epoch, 0);
    for (let message = this.#reassembly.take(); message !== undefined; message = this.#reassembly.take()) {
      this.messages.push(message);
    }
  }

  earlyRecord(): void {}

  recordTooLong(): void {
    throw new RangeError('a record is longer than it may be');
  }

  forgeryLimitReached(): void {
    throw new RangeError('unexpected');
  }
}
