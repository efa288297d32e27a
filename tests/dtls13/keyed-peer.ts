import { CipherSuiteAttributes } from '../../generated/dtls13/registries/cipher-suite.ts';
import { ContentType } from '../../generated/dtls13/registries/content-type.ts';
import { Ack, type RecordNumber } from '../../generated/dtls13/wire/ack.ts';
import { Handshake } from '../../generated/dtls13/wire/handshake.ts';
import { KeySchedule } from '../../runtime/crypto/key-schedule.ts';
import { RecordProtection } from '../../runtime/crypto/record-protection.ts';
import { ReadEpoch, WriteEpoch } from '../../runtime/dtls13/record/epoch.ts';
import { type RecordHandler, RecordReader } from '../../runtime/dtls13/record/record-reader.ts';
import { RecordWriter } from '../../runtime/dtls13/record/record-writer.ts';
import { createCounters } from '../../runtime/dtls13/statistics.ts';
import { type PairOptions, type SimulatedPair, simulatePair } from '../../runtime/testing/index.ts';
import { decodeAll, encodeToBytes } from '../../runtime/wire/index.ts';
import { classicalProvider } from './classical-provider.ts';

type Side = 'client' | 'server';

function labelOf(epoch: number): string {
  if (epoch === 1) return 'EARLY_TRAFFIC_SECRET';
  return epoch === 2 ? 'HANDSHAKE_TRAFFIC_SECRET' : `TRAFFIC_SECRET_${epoch - 3}`;
}

/** A pair that logs its traffic secrets, and whose server does not request a cookie. */
export function keyLoggedPair(
  endpoint: PairOptions['endpoint'] = {},
  options: Pick<PairOptions, 'connection' | 'listener'> = {},
): SimulatedPair {
  return simulatePair({
    clientProvider: classicalProvider,
    serverProvider: classicalProvider,
    endpoint: { keylog: true, ...endpoint },
    ...options,
    listener: { cookies: 'never', ...options.listener },
  });
}

/** A pair whose key log is available. */
type KeyLoggedPair = Pick<SimulatedPair, 'network' | 'clientHost' | 'serverHost'>;

/**
 * Sends for one side, under its own keys, records that the side never sends. Its record numbers start high, so that
 * they are fresh for any records that the side itself sent.
 */
export class KeyedPeer {
  readonly #pair: KeyLoggedPair;
  readonly #side: Side;
  readonly #epochs = new Map<number, WriteEpoch>();
  readonly #records = new RecordWriter(createCounters());

  constructor(pair: KeyLoggedPair, side: Side) {
    this.#pair = pair;
    this.#side = side;
  }

  /** Puts this connection id into the records from now on. */
  useConnectionId(id: Uint8Array): void {
    this.#records.connectionId = id;
  }

  /** One record; epoch 0 is unprotected. */
  record(epoch: number, contentType: number, content: Uint8Array): Uint8Array {
    const write = this.#epoch(epoch);
    const target = new Uint8Array(content.length + this.#records.overhead(write));
    target.set(content, this.#records.headerLength(write));
    this.#records.seal(target, 0, write, contentType, content.length);
    return target;
  }

  /** A record with one whole handshake message. */
  message(epoch: number, msgType: number, messageSeq: number, body: Uint8Array): Uint8Array {
    const message = { msgType, length: body.length, messageSeq, fragmentOffset: 0, fragment: body };
    return this.record(epoch, ContentType.handshake, encodeToBytes(Handshake, message));
  }

  /** Delivers a datagram to the other side. */
  deliver(...records: readonly Uint8Array[]): void {
    const to = this.#side === 'client' ? 'server' : 'client';
    this.#pair.network.inject(this.#side, to, Buffer.concat(records));
    this.#pair.network.advance(1);
  }

  #epoch(number: number): WriteEpoch {
    const known = this.#epochs.get(number);
    if (known !== undefined) return known;
    const epoch = new WriteEpoch(number, number === 0 ? undefined : this.#protection(number));
    epoch.sequence = 1000;
    this.#epochs.set(number, epoch);
    return epoch;
  }

  #protection(number: number): RecordProtection {
    return protectionOf(this.#pair, this.#side, number);
  }
}

/** What one side protects its records of an epoch with. */
export function protectionOf(pair: KeyLoggedPair, side: Side, epoch: number): RecordProtection {
  const label = `${side.toUpperCase()}_${labelOf(epoch)}`;
  // The events of the server are of all its clients; the newest keys of one client are used.
  const events = [...pair.serverHost.events, ...pair.clientHost.events];
  const logged = events.findLast(({ event }) => event.kind === 'keylog' && event.label === label)?.event;
  const suite = CipherSuiteAttributes[0x1301];
  if (logged?.kind !== 'keylog' || suite === undefined) throw new RangeError(`no ${label} was logged`);
  const keys = new KeySchedule(classicalProvider, 'sha256', 'dtls13').trafficKeys(logged.secret, suite);
  return new RecordProtection(classicalProvider, 'aes-128-gcm', keys);
}

/** An ACK that was sent. */
export interface SentAck {
  readonly epoch: number;
  readonly names: readonly RecordNumber[];
}

/** The ACKs among everything a side sent. */
export function acksOf(pair: KeyLoggedPair, side: Side): SentAck[] {
  const acks: SentAck[] = [];
  const handler: RecordHandler = {
    record(contentType, epoch, _sequence, slab, at, length) {
      if (contentType !== ContentType.ack) return;
      acks.push({ epoch, names: decodeAll(Ack, slab.subarray(at, at + length)).recordNumbers });
    },
    earlyRecord() {},
    recordTooLong() {},
    forgeryLimitReached() {},
  };
  const reader = new RecordReader(handler, createCounters());
  for (const epoch of [2, 3]) reader.epochs.install(new ReadEpoch(epoch, protectionOf(pair, side, epoch), 256));
  for (const { from, bytes } of pair.network.datagrams) {
    if (from === side) reader.receive(bytes.slice(), 0, bytes.length);
  }
  return acks;
}
