import { alertDescriptionName } from '../../generated/dtls13/registries/alert-description.ts';
import { CipherSuite, CipherSuiteAttributes } from '../../generated/dtls13/registries/cipher-suite.ts';
import { EPOCH_APPLICATION, EPOCH_HANDSHAKE } from '../../generated/dtls13/registries/constants.ts';
import { ContentType, contentTypeName } from '../../generated/dtls13/registries/content-type.ts';
import { handshakeTypeName } from '../../generated/dtls13/registries/handshake-type.ts';
import { Ack } from '../../generated/dtls13/wire/ack.ts';
import { Alert } from '../../generated/dtls13/wire/alert.ts';
import { Handshake } from '../../generated/dtls13/wire/handshake.ts';
import { KeySchedule } from '../crypto/key-schedule.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { RecordProtection } from '../crypto/record-protection.ts';
import { WireError } from '../errors/wire-error.ts';
import { decodeAll, Reader } from '../wire/index.ts';
import { ReadEpoch } from './record/epoch.ts';
import { type RecordHandler, RecordReader } from './record/record-reader.ts';
import { createCounters } from './statistics.ts';

/** Epoch each key log label belongs to. */
const epochOf: Readonly<Record<string, { readonly from: 'client' | 'server'; readonly epoch: number }>> = {
  CLIENT_HANDSHAKE_TRAFFIC_SECRET: { from: 'client', epoch: EPOCH_HANDSHAKE },
  SERVER_HANDSHAKE_TRAFFIC_SECRET: { from: 'server', epoch: EPOCH_HANDSHAKE },
  CLIENT_TRAFFIC_SECRET_0: { from: 'client', epoch: EPOCH_APPLICATION },
  SERVER_TRAFFIC_SECRET_0: { from: 'server', epoch: EPOCH_APPLICATION },
};

/** Looks into the datagrams of one side of a session whose traffic secrets are known. For tests and pictures. */
class Direction implements RecordHandler {
  readonly reader = new RecordReader(this, createCounters());
  lines: string[] = [];

  record(contentType: number, epoch: number, _sequence: number, slab: Uint8Array, at: number, length: number): void {
    const text = describe(contentType, slab, at, length);
    this.lines.push(epoch === 0 ? text : `epoch ${epoch}: ${text}`);
  }

  forgeryLimitReached(): void {}
}

function describe(contentType: number, slab: Uint8Array, at: number, length: number): string {
  try {
    switch (contentType) {
      case ContentType.handshake:
        return handshakeMessages(new Reader(slab, at, at + length)).join(', ');
      case ContentType.alert:
        return `Alert ${alertDescriptionName(decodeAll(Alert, slab.subarray(at, at + length)).description)}`;
      case ContentType.ack: {
        const { recordNumbers } = decodeAll(Ack, slab.subarray(at, at + length));
        return `ACK ${recordNumbers.map(({ epoch, sequenceNumber }) => `${epoch}/${sequenceNumber}`).join(' ')}`;
      }
      default:
        return `${contentTypeName(contentType)}, ${length} bytes`;
    }
  } catch (error) {
    if (error instanceof WireError) return `${contentTypeName(contentType)} that does not decode`;
    throw error;
  }
}

function handshakeMessages(reader: Reader): string[] {
  const messages: string[] = [];
  while (reader.remaining > 0) {
    const { msgType, length, fragmentOffset, fragment } = Handshake.decode(reader);
    const whole = fragment.length === length;
    messages.push(
      handshakeTypeName(msgType) +
        (whole ? '' : ` [${fragmentOffset}, ${fragmentOffset + fragment.length}) of ${length}`),
    );
  }
  return messages;
}

/** Reads a session from outside, with the key log of one of its ends. */
export class Dissection {
  readonly #provider: CryptoProvider;
  readonly #suite: NonNullable<(typeof CipherSuiteAttributes)[number]>;
  readonly #client = new Direction();
  readonly #server = new Direction();

  /** `suite`: the name of what the session agreed on, as the `secure` event says it. Throws RangeError for another. */
  constructor(provider: CryptoProvider, suite: string) {
    const attributes = CipherSuiteAttributes[CipherSuite[suite as keyof typeof CipherSuite]];
    if (attributes === undefined) throw new RangeError(`${suite} is not a cipher suite with known lengths`);
    this.#provider = provider;
    this.#suite = attributes;
  }

  /** Takes one secret of the key log; labels that open no records are ignored. */
  addSecret(label: string, secret: Uint8Array): void {
    const place = epochOf[label];
    if (place === undefined) return;
    const { aead, hash } = this.#suite;
    const schedule = new KeySchedule(this.#provider, hash, 'dtls13');
    const protection = new RecordProtection(this.#provider, aead, schedule.trafficKeys(secret, this.#suite));
    this.#side(place.from).reader.install(new ReadEpoch(place.epoch, protection, 256));
  }

  /**
   * One line for each record that can be read: `client_hello`, `epoch 2: certificate, finished`. Datagrams must come in
   * the order in which their sender sent them. The datagram is left as it is.
   */
  describe(from: 'client' | 'server', datagram: Uint8Array): readonly string[] {
    const side = this.#side(from);
    side.lines = [];
    const slab = datagram.slice();
    side.reader.receive(slab, 0, slab.length);
    return side.lines;
  }

  #side(from: 'client' | 'server'): Direction {
    return from === 'client' ? this.#client : this.#server;
  }
}
