import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { WireError } from '../../errors/wire-error.ts';
import { Reader } from '../../wire/index.ts';
import type { Counters } from '../statistics.ts';
import { type FragmentResult, type HandshakeMessage, Reassembly } from './reassembly.ts';
import { ReceivedRecords } from './received-records.ts';
import { UnconfirmedServerHello } from './unconfirmed-server-hello.ts';
import { type CompleteHello, UnprotectedHelloReassembly } from './unprotected-hello-reassembly.ts';

/** What one handshake record held. */
export interface RecordResult {
  /** All of it was taken in, so that the record may be acknowledged. */
  readonly usable: boolean;
  /** All of it belongs to the flight the peer is sending. */
  readonly current: boolean;
  /** Something of a message that was complete before. */
  readonly retransmitted: boolean;
  /** Something of a message that was not. */
  readonly fresh: boolean;
  /** Something of a message that is longer than we keep, and the peer vouches for that. */
  readonly oversized: boolean;
}

/**
 * Makes messages of handshake records (RFC 9147 section 5.2), and remembers the records an ACK has to name (RFC 9147
 * section 7).
 */
export class IncomingMessages {
  /** The records of the current flight. */
  readonly received = new ReceivedRecords();
  readonly #counters: Counters;
  readonly #expectedHello: HandshakeType;
  readonly #reassembly: Reassembly;
  readonly #unprotectedHello: UnprotectedHelloReassembly;
  /** The ServerHello taken last; a server has none. */
  readonly #unconfirmed: UnconfirmedServerHello | undefined;
  /**
   * Numbers of the records that the hello in use came in, until it is proven: a server that has heard that its hello arrived
   * would not send it again, and the client may have taken another one for it meanwhile.
   */
  #helloRecords: readonly number[] = [];
  readonly #reader = new Reader();
  /** message_seq of the first message of the current flight. */
  #flightStart = 0;

  /**
   * `maxBytes`: for everything that is not complete or not taken yet. `resized` hears by how many bytes the memory for it
   * grew or, negative, shrank.
   */
  constructor(isClient: boolean, maxBytes: number, counters: Counters, onResize: (bytes: number) => void) {
    this.#counters = counters;
    this.#expectedHello = isClient ? HandshakeType.server_hello : HandshakeType.client_hello;
    this.#reassembly = new Reassembly(maxBytes, onResize);
    this.#unprotectedHello = new UnprotectedHelloReassembly(maxBytes, onResize);
    this.#unconfirmed = isClient ? new UnconfirmedServerHello(maxBytes, onResize) : undefined;
  }

  /** When the oldest fragment came whose message is not taken yet, in the host's milliseconds; undefined: none waits. */
  get waitingSince(): number | undefined {
    return this.#reassembly.waitingSince;
  }

  /** A flight of the peer was taken in and answered. */
  get hasAnswered(): boolean {
    return this.#flightStart > 0;
  }

  /** The message with this message_seq was taken in before there was a connection. */
  startAfter(messageSeq: number): void {
    this.#reassembly.setNextMessageSeq(messageSeq + 1);
    this.#flightStart = messageSeq + 1;
  }

  /**
   * Takes the record `slab[at, end)` at the time `now`. `hasKeys`: handshakes are protected by now. Throws WireError for
   * content that does not decode; unprotected, which anybody could have written, it is counted instead.
   */
  receive(
    epoch: number,
    sequence: number,
    slab: Uint8Array,
    at: number,
    end: number,
    hasKeys: boolean,
    now: number,
  ): RecordResult {
    const { discarded } = this.#counters;
    const reader = this.#reader.reset(slab, at, end);
    let usable = true;
    let current = true;
    let repeated = false;
    let fresh = false;
    let oversized = false;
    let isAcknowledgeable = true;
    try {
      do {
        const fragment = Handshake.decode(reader);
        if (epoch === 0 && !this.#mayBeUnprotected(fragment, hasKeys)) {
          discarded.unprotected += 1;
          usable = false;
          break;
        }
        if (fragment.messageSeq < this.#flightStart) current = false;
        const distance = epoch === 0 ? fragment.messageSeq - this.#reassembly.next : undefined;
        const unconfirmed = distance === -1 && this.#unconfirmed?.acceptsAlternatives ? this.#unconfirmed : undefined;
        const result =
          distance === 0
            ? this.#addHello(fragment, sequence, now)
            : (unconfirmed?.add(fragment, sequence) ?? this.#reassembly.add(fragment, epoch, now));
        // Its records are named once it is proven: until then it may be forged, and be given up for another variant.
        isAcknowledgeable &&= distance !== 0 && unconfirmed === undefined;
        if (result === 'unusable' || result === 'oversized') {
          discarded.unusableFragment += 1;
          usable = false;
        }
        oversized ||= epoch > 0 && result === 'oversized';
        repeated ||= result === 'repeated';
        fresh ||= result === 'kept';
      } while (reader.remaining > 0);
    } catch (error) {
      if (epoch > 0 || !(error instanceof WireError)) throw error;
      discarded.malformed += 1;
      usable = false;
    } finally {
      reader.release();
    }
    // A record is acknowledged as a whole or not at all, and those of earlier flights not any more; RFC 9147 section 7.
    // An unprotected repetition may be forged, and its number that of a record which is yet to come.
    if (usable && current && isAcknowledgeable && (epoch > 0 || !repeated)) this.received.add(epoch, sequence);
    if (epoch === 0 && !usable && this.#helloRecords.includes(sequence)) {
      this.#helloRecords = this.#helloRecords.filter((record) => record !== sequence);
    }
    return { usable, current, retransmitted: repeated, fresh, oversized };
  }

  /** Forgets what is not complete: the connection is over. */
  close(): void {
    this.#reassembly.clear();
    this.#unprotectedHello.clear();
    this.#unconfirmed?.close();
  }

  /** Whether something is missing before or between what came, rather than behind it. */
  get hasGap(): boolean {
    return this.#reassembly.hasGap;
  }

  /** The next message in sequence, when it is complete. */
  take(): HandshakeMessage | undefined {
    const message = this.#reassembly.take();
    if (message?.epoch === 0) this.#unconfirmed?.use(message.body);
    return message;
  }

  /** A complete hello that contradicts the one taken last, which nothing has proven. */
  takeAlternative(): CompleteHello | undefined {
    return this.#unconfirmed?.takeAlternative();
  }

  /** The rival is in use from now on. */
  useAlternative({ body, records }: CompleteHello): void {
    this.#unconfirmed?.use(body);
    this.#helloRecords = records;
  }

  /** A record under the keys of the hello taken last was authentic: an ACK may name what it came in. */
  confirmHello(): void {
    this.#unconfirmed?.close();
    if (this.#helloRecords.length === 0) return;
    for (const record of this.#helloRecords) this.received.add(0, record);
    this.#helloRecords = [];
  }

  /** What was taken so far is answered: what comes next is another flight. */
  beginFlight(): void {
    this.#unconfirmed?.close();
    this.#helloRecords = [];
    this.received.clear();
    this.#flightStart = this.#reassembly.next;
  }

  #addHello(fragment: Handshake, sequence: number, now: number): FragmentResult {
    const hello = this.#unprotectedHello.add(fragment, sequence);
    if (typeof hello === 'string') return hello;
    const { body, records } = hello;
    const { msgType, messageSeq } = fragment;
    const whole = { msgType, messageSeq, length: body.length, fragmentOffset: 0, fragment: body };
    this.#helloRecords = records;
    return this.#reassembly.add(whole, 0, now);
  }

  /** Only the two hellos travel unprotected, and only until there are keys; later ones are repetitions. */
  #mayBeUnprotected({ msgType, messageSeq }: Handshake, hasKeys: boolean): boolean {
    const { next } = this.#reassembly;
    return msgType === this.#expectedHello && (messageSeq < next || (messageSeq === next && !hasKeys));
  }
}
