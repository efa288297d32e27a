import { EPOCH_APPLICATION } from '../../../generated/dtls13/registries/constants.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { WireError } from '../../errors/wire-error.ts';
import type { BufferPool } from '../../slab/buffer-pool.ts';
import { Reader } from '../../wire/index.ts';
import type { Counters } from '../statistics.ts';
import { type FragmentResult, type HandshakeMessage, Reassembly } from './reassembly.ts';
import { ReceivedRecords } from './received-records.ts';
import { UnconfirmedServerHello } from './unconfirmed-server-hello.ts';
import { type CompleteHello, UnprotectedHelloReassembly } from './unprotected-hello-reassembly.ts';

/** The result for one handshake record. */
export interface RecordResult {
  /** Every fragment was accepted, so the record may be acknowledged. */
  readonly usable: boolean;
  /** Every fragment belongs to the peer's current flight. */
  readonly current: boolean;
  /** At least one fragment of a message that was complete before. */
  readonly retransmitted: boolean;
  /** At least one fragment of a message that was not complete. */
  readonly fresh: boolean;
  /** An authenticated fragment of a message that is longer than the limit. */
  readonly oversized: boolean;
  /** An authenticated fragment has another value for a byte that was received before; RFC 9147 section 5.5. */
  readonly changed: boolean;
}

/**
 * Reassembles handshake messages from records (RFC 9147 section 5.2) and collects the record numbers for ACKs (RFC 9147
 * section 7).
 *
 * 1. `receive` decodes the fragments of a record. Fragments of an expected unprotected hello go to
 *    `UnprotectedHelloReassembly`, fragments that may belong to an alternative ServerHello to `UnconfirmedServerHello`,
 *    all others to `Reassembly`.
 * 2. `take` returns the next message in sequence.
 * 3. `beginFlight` marks the peer's flight as answered.
 */
export class IncomingMessages {
  /** The records that the next ACK names. */
  readonly received = new ReceivedRecords();
  readonly #counters: Counters;
  readonly #expectedHello: HandshakeType;
  readonly #reassembly: Reassembly;
  readonly #unprotectedHello: UnprotectedHelloReassembly;
  /** The ServerHello in use; undefined for a server. */
  readonly #unconfirmed: UnconfirmedServerHello | undefined;
  /**
   * Numbers of the records of the hello in use, until a protected record confirms it: the server would not retransmit a
   * hello that an ACK names, and this client may have used a forged hello with the same record number.
   */
  #helloRecords: readonly number[] = [];
  readonly #reader = new Reader();
  /** message_seq of the first message of the current flight. */
  #flightStart = 0;

  /**
   * `maxBytes`: limit for all messages that are incomplete or not taken yet. `onResize` receives the change of memory
   * in bytes; negative: it shrank. `pool`: see `SparseBytes`.
   */
  constructor(
    isClient: boolean,
    maxBytes: number,
    counters: Counters,
    onResize: (bytes: number) => void,
    pool?: BufferPool,
  ) {
    this.#counters = counters;
    this.#expectedHello = isClient ? HandshakeType.server_hello : HandshakeType.client_hello;
    this.#reassembly = new Reassembly(maxBytes, onResize, pool);
    this.#unprotectedHello = new UnprotectedHelloReassembly(maxBytes, onResize, pool);
    this.#unconfirmed = isClient ? new UnconfirmedServerHello(maxBytes, onResize, pool) : undefined;
  }

  /**
   * When the oldest fragment of a message that is not taken yet arrived, in the host's milliseconds; undefined: none
   * waits.
   */
  get waitingSince(): number | undefined {
    return this.#reassembly.waitingSince;
  }

  /** At least one flight of the peer was received and answered. */
  get hasAnswered(): boolean {
    return this.#flightStart > 0;
  }

  /** message_seq of the next message in sequence. */
  get next(): number {
    return this.#reassembly.next;
  }

  /** message_seq of the first message of the current flight. */
  get flightStart(): number {
    return this.#flightStart;
  }

  /** Messages before `next` were received in another object, and those of the current flight start at `flightStart`. */
  restore(next: number, flightStart: number): void {
    this.#reassembly.setNextMessageSeq(next);
    this.#flightStart = flightStart;
  }

  /** The message with this message_seq was received before the connection existed. */
  startAfter(messageSeq: number): void {
    this.#reassembly.setNextMessageSeq(messageSeq + 1);
    this.#flightStart = messageSeq + 1;
  }

  /**
   * Processes the record `slab[at, end)` at the time `now`. `hasKeys`: handshake keys are installed. Throws WireError
   * for content of a protected record that does not decode; in an unprotected record, which any sender can forge, it is
   * counted instead.
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
    let changed = false;
    let isAcknowledgeable = true;
    try {
      do {
        const fragment = Handshake.decode(reader);
        if (epoch === 0 && !this.#mayBeUnprotected(fragment, hasKeys)) {
          discarded.unprotected += 1;
          usable = false;
          continue;
        }
        // After the handshake, records of repeated messages are acknowledged too; RFC 9147 section 7.
        if (epoch < EPOCH_APPLICATION && fragment.messageSeq < this.#flightStart) current = false;
        const distance = epoch === 0 ? fragment.messageSeq - this.#reassembly.next : undefined;
        const unconfirmed = distance === -1 && this.#unconfirmed?.acceptsAlternatives ? this.#unconfirmed : undefined;
        const result =
          distance === 0
            ? this.#addHello(fragment, sequence, now)
            : (unconfirmed?.add(fragment, sequence) ?? this.#reassembly.add(fragment, epoch, now));
        // ACKs name the records of a hello after its confirmation only: until then it may be forged, and another
        // variant may replace it.
        isAcknowledgeable &&= distance !== 0 && unconfirmed === undefined;
        if (result === 'unusable' || result === 'oversized' || result === 'changed') {
          discarded.unusableFragment += 1;
          usable = false;
        }
        oversized ||= epoch > 0 && result === 'oversized';
        changed ||= epoch > 0 && result === 'changed';
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
    // A record is acknowledged as a whole or not at all, and not if it belongs to an earlier flight; RFC 9147 section
    // 7. An unprotected repetition may be forged with the number of a record that has not arrived yet.
    if (usable && current && isAcknowledgeable && (epoch > 0 || !repeated)) this.received.add(epoch, sequence);
    if (epoch === 0 && !usable && this.#helloRecords.includes(sequence)) {
      this.#helloRecords = this.#helloRecords.filter((record) => record !== sequence);
    }
    return { usable, current, retransmitted: repeated, fresh, oversized, changed };
  }

  /** Drops incomplete messages at the end of the connection. */
  close(): void {
    this.#reassembly.clear();
    this.#unprotectedHello.clear();
    this.#unconfirmed?.close();
  }

  /** Whether bytes are missing before or between the received ones. */
  get hasGap(): boolean {
    return this.#reassembly.hasGap;
  }

  /** The next message in sequence, if it is complete. */
  take(): HandshakeMessage | undefined {
    const message = this.#reassembly.take();
    if (message?.epoch === 0) this.#unconfirmed?.use(message.body);
    return message;
  }

  /** A complete hello that differs from the unconfirmed hello in use. */
  takeAlternative(): CompleteHello | undefined {
    return this.#unconfirmed?.takeAlternative();
  }

  /** Uses the alternative hello from now on. */
  useAlternative({ body, records }: CompleteHello): void {
    this.#unconfirmed?.use(body);
    this.#helloRecords = records;
  }

  /** An authentic record under the keys of the hello in use confirms this hello: ACKs may name its records. */
  confirmHello(): void {
    this.#unconfirmed?.close();
    if (this.#helloRecords.length === 0) return;
    for (const record of this.#helloRecords) this.received.add(0, record);
    this.#helloRecords = [];
  }

  /** All received messages are answered: the next message starts another flight. */
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

  /**
   * Only a ClientHello or ServerHello may be unprotected, and only before keys are installed; later ones are
   * repetitions. A HelloVerifyRequest in place of the first ServerHello comes from a server without DTLS 1.3.
   */
  #mayBeUnprotected({ msgType, messageSeq }: Handshake, hasKeys: boolean): boolean {
    const { next } = this.#reassembly;
    if (msgType === HandshakeType.hello_verify_request) return this.#unconfirmed !== undefined && next === 0;
    return msgType === this.#expectedHello && (messageSeq < next || (messageSeq === next && !hasKeys));
  }
}
