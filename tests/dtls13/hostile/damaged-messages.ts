import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { Certificate } from '../../../generated/dtls13/wire/certificate.ts';
import { CertificateRequest } from '../../../generated/dtls13/wire/certificate-request.ts';
import { CertificateVerify } from '../../../generated/dtls13/wire/certificate-verify.ts';
import { ClientHello } from '../../../generated/dtls13/wire/client-hello.ts';
import { EncryptedExtensions } from '../../../generated/dtls13/wire/encrypted-extensions.ts';
import { Finished } from '../../../generated/dtls13/wire/finished.ts';
import { HelloRetryRequest } from '../../../generated/dtls13/wire/hello-retry-request.ts';
import { KeyUpdate } from '../../../generated/dtls13/wire/key-update.ts';
import { NewConnectionId } from '../../../generated/dtls13/wire/new-connection-id.ts';
import { NewSessionTicket } from '../../../generated/dtls13/wire/new-session-ticket.ts';
import { ServerHello } from '../../../generated/dtls13/wire/server-hello.ts';
import { HandshakeBase } from '../../../runtime/dtls13/handshake/handshake-base.ts';
import { HandshakeTranscript } from '../../../runtime/dtls13/handshake/handshake-transcript.ts';
import type { WriteEpoch } from '../../../runtime/dtls13/record/epoch.ts';
import { Flight } from '../../../runtime/dtls13/reliability/flight.ts';
import type { SeededRandom } from '../../../runtime/testing/index.ts';
import { type Codec, encodeToBytes, WireError, type Writer } from '../../../runtime/wire/index.ts';
import { damagedValue, noise, pick } from './damaged-value.ts';

const codecs = [
  Certificate,
  CertificateRequest,
  CertificateVerify,
  ClientHello,
  EncryptedExtensions,
  Finished,
  HelloRetryRequest,
  KeyUpdate,
  NewConnectionId,
  NewSessionTicket,
  ServerHello,
] as unknown as Codec<object>[];

const handshakeTypes = Object.values(HandshakeType);

/** What one side does with a message of its own: the messages that it sends for it. */
type Replacement = readonly (readonly [type: number, body: Uint8Array])[];

/** How often one side damages its messages: 0 to 1. */
export interface DamageRates {
  /** Values of fields. */
  readonly values: number;
  /** Bytes of encoded messages. */
  readonly bytes: number;
  /** Messages that are left out, repeated, or preceded by another one. */
  readonly order: number;
}

/**
 * Makes one side of a process send other messages than it should. The side itself knows nothing of it: its transcript,
 * its binders and its Finished belong to what it sends. Only what runs inside `speak` is damaged.
 */
export class DamagedMessages {
  readonly #random: SeededRandom;
  readonly #rates: DamageRates;
  readonly #encoded = new WeakMap<object, Uint8Array>();
  readonly #replaced = new WeakMap<Uint8Array, Replacement>();
  readonly #restores: (() => void)[] = [];
  #isSpeaking = false;
  #isReceiving = false;
  /** How many messages the side has sent: the message_seq of its next one, unless it sent some without state. */
  sent = 0;
  /** The contexts of the certificate requests of the honest side. */
  readonly contexts: Uint8Array[] = [];

  constructor(random: SeededRandom, rates: DamageRates) {
    this.#random = random;
    this.#rates = rates;
    for (const codec of codecs) this.#replaceCodec(codec);
    this.#replaceOrder();
  }

  /** Runs a call of the hostile side. What it throws is its own concern. */
  speak<T>(call: () => T): T | undefined {
    const before = this.#isSpeaking;
    this.#isSpeaking = true;
    try {
      return call();
    } catch {
      return undefined;
    } finally {
      this.#isSpeaking = before;
    }
  }

  /** Restores what other sessions use. */
  end(): void {
    for (const restore of this.#restores.splice(0)) restore();
  }

  #replaceCodec(codec: Codec<object>): void {
    const { encode, size } = codec;
    const original = { ...codec };
    const bytesOf = (value: object): Uint8Array => {
      const known = this.#encoded.get(value);
      if (known !== undefined) return known;
      const bytes = this.#damagedEncoding(original, value);
      this.#encoded.set(value, bytes);
      return bytes;
    };
    codec.encode = (writer: Writer, value: object) => {
      if (this.#isSpeaking) {
        writer.put(bytesOf(value), codec.name);
        return;
      }
      encode.call(codec, writer, value);
      if (codec.name === CertificateRequest.name)
        this.contexts.push((value as CertificateRequest).certificateRequestContext);
    };
    codec.size = (value: object) => (this.#isSpeaking ? bytesOf(value).length : size.call(codec, value));
    this.#restores.push(() => Object.assign(codec, { encode, size }));
  }

  #damagedEncoding(codec: Codec<object>, value: object): Uint8Array {
    const random = this.#random;
    const bytes = (() => {
      if (!random.chance(this.#rates.values)) return encodeToBytes(codec, value);
      try {
        return encodeToBytes(codec, damagedValue(random, value) as object);
      } catch (error) {
        // The value has no encoding.
        if (!(error instanceof WireError) && !(error instanceof TypeError)) throw error;
        return encodeToBytes(codec, value);
      }
    })();
    return random.chance(this.#rates.bytes) ? (damagedValue(random, bytes) as Uint8Array) : bytes;
  }

  #replaceOrder(): void {
    const { receive } = HandshakeBase.prototype;
    const { addMessage } = HandshakeTranscript.prototype;
    const { stage } = Flight.prototype;
    const own = this;
    HandshakeBase.prototype.receive = function (type, body) {
      own.#isReceiving = true;
      receive.call(this, type, body);
      own.#isReceiving = false;
    };
    HandshakeTranscript.prototype.addMessage = function (type, body) {
      // A received message is added first, and then our responses to it.
      const isOwn = own.#isSpeaking && !own.#isReceiving;
      own.#isReceiving = false;
      for (const [eachType, each] of isOwn ? own.#replacementOf(type, body) : [[type, body] as const]) {
        addMessage.call(this, eachType, each);
      }
    };
    Flight.prototype.stage = function (type: number, epoch: WriteEpoch, body: Uint8Array, last: boolean) {
      for (const [eachType, each] of own.#isSpeaking ? own.#replacementOf(type, body) : [[type, body] as const]) {
        if (own.#isSpeaking) own.sent += 1;
        stage.call(this, eachType, epoch, each, last);
      }
    };
    this.#restores.push(() => {
      HandshakeBase.prototype.receive = receive;
      HandshakeTranscript.prototype.addMessage = addMessage;
      Flight.prototype.stage = stage;
    });
  }

  #replacementOf(type: number, body: Uint8Array): Replacement {
    const known = this.#replaced.get(body);
    if (known !== undefined) return known;
    const random = this.#random;
    const message = [type, body] as const;
    const inserted = [
      pick(random, handshakeTypes),
      random.chance(0.5) ? new Uint8Array(0) : noise(random, 40),
    ] as const;
    const replacement = random.chance(this.#rates.order)
      ? pick<Replacement>(random, [[], [message, message], [inserted, message], [message, inserted], [inserted]])
      : [message];
    this.#replaced.set(body, replacement);
    return replacement;
  }
}
