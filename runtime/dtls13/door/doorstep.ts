import { AlertDescription } from '../../../generated/dtls13/registries/alert-description.ts';
import { AlertLevel } from '../../../generated/dtls13/registries/alert-level.ts';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { ProtocolVersion } from '../../../generated/dtls13/registries/protocol-version.ts';
import { Alert } from '../../../generated/dtls13/wire/alert.ts';
import { DtlsPlaintext } from '../../../generated/dtls13/wire/dtls-plaintext.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { WireError } from '../../errors/wire-error.ts';
import type { WirechartError } from '../../errors/wirechart-error.ts';
import { encodeToBytes, Reader } from '../../wire/index.ts';
import type { OutputSink } from '../endpoint.ts';
import type { HandshakeContext } from '../handshake/context.ts';
import type { ServerPolicy } from '../handshake/policy.ts';
import { Reassembly } from '../handshake/reassembly.ts';
import type { CookieContents, Door } from '../handshake/server/door.ts';
import { ServerHandshake } from '../handshake/server/server-handshake.ts';
import type { CookieJar } from './cookie-jar.ts';

/** What the listener does for a client that is let in, and knows about where it comes from. */
export interface House {
  readonly provider: CryptoProvider;
  readonly policy: ServerPolicy;
  readonly cookies: CookieJar;
  readonly cookieRequired: boolean;
  address(path: number): Uint8Array;
  admit(
    path: number,
    admitted: { handshake: ServerHandshake; messageSeq: number; recordSequence: number },
  ): HandshakeContext;
}

interface StrayAnswer {
  readonly path: number;
  readonly datagram: Uint8Array;
}

const MAX_WAITING = 1024;
const MAX_ANSWERS = 1024;

/** Where ClientHellos arrive that belong to no connection. */
export class Doorstep {
  readonly #house: House;
  readonly #reader = new Reader();
  readonly #waiting = new Map<number, Reassembly>();
  readonly #answers: StrayAnswer[] = [];

  constructor(house: House) {
    this.#house = house;
  }

  get pending(): boolean {
    return this.#answers.length > 0;
  }

  /** Takes a datagram from nobody we know. False: nothing in it was of use. */
  receive(path: number, slab: Uint8Array, at: number, end: number, now: number): boolean {
    let useful = false;
    try {
      const reader = this.#reader.reset(slab, at, end);
      while (reader.remaining > 0) {
        const { type, sequenceNumber, fragment } = DtlsPlaintext.decode(reader);
        if (type !== ContentType.handshake) break;
        const piece = Handshake.decode(new Reader(fragment));
        if (piece.msgType !== HandshakeType.client_hello || piece.messageSeq > 1) break;
        useful = true;
        const body = this.#complete(path, piece);
        if (body !== undefined) {
          new Threshold(this.#house, this.#answers, path, now, piece.messageSeq, sequenceNumber).hear(body);
          break;
        }
      }
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
    }
    return useful;
  }

  /** False: the sink is full. */
  write(sink: OutputSink): boolean {
    for (let answer = this.#answers[0]; answer !== undefined; answer = this.#answers[0]) {
      const target = sink.reserve(answer.path, answer.datagram.length);
      if (target === undefined) return false;
      target.set(answer.datagram);
      sink.commit(answer.datagram.length);
      this.#answers.shift();
    }
    return true;
  }

  #complete(path: number, piece: Handshake): Uint8Array | undefined {
    if (piece.fragment.length === piece.length) return piece.fragment;
    const key = path * 2 + piece.messageSeq;
    let reassembly = this.#waiting.get(key);
    if (reassembly === undefined) {
      const [oldest] = this.#waiting.keys();
      if (this.#waiting.size >= MAX_WAITING && oldest !== undefined) this.#waiting.delete(oldest);
      reassembly = new Reassembly(65_536);
      reassembly.startAt(piece.messageSeq);
      this.#waiting.set(key, reassembly);
    }
    reassembly.add(piece, 0);
    const message = reassembly.take();
    if (message !== undefined) this.#waiting.delete(key);
    return message?.body;
  }
}

/** The door, for one ClientHello. */
class Threshold implements Door {
  readonly provider: CryptoProvider;
  readonly cookieRequired: boolean;
  readonly #house: House;
  readonly #answers: StrayAnswer[];
  readonly #path: number;
  readonly #now: number;
  readonly #messageSeq: number;
  readonly #recordSequence: number;

  constructor(
    house: House,
    answers: StrayAnswer[],
    path: number,
    now: number,
    messageSeq: number,
    recordSequence: number,
  ) {
    this.provider = house.provider;
    this.cookieRequired = house.cookieRequired;
    this.#house = house;
    this.#answers = answers;
    this.#path = path;
    this.#now = now;
    this.#messageSeq = messageSeq;
    this.#recordSequence = recordSequence;
  }

  hear(body: Uint8Array): void {
    new ServerHandshake(this, this.#house.policy).receive(HandshakeType.client_hello, body);
  }

  now(): number {
    return this.#now;
  }

  sealCookie(contents: CookieContents, binding: Uint8Array): Uint8Array {
    return this.#house.cookies.seal(contents, this.#house.address(this.#path), binding, this.#now);
  }

  openCookie(cookie: Uint8Array, binding: Uint8Array): CookieContents | undefined {
    return this.#house.cookies.open(cookie, this.#house.address(this.#path), binding, this.#now);
  }

  retry(body: Uint8Array): void {
    const message = { msgType: HandshakeType.server_hello, length: body.length, messageSeq: 0, fragmentOffset: 0 };
    this.#answer(ContentType.handshake, encodeToBytes(Handshake, { ...message, fragment: body }));
  }

  abort(_error: WirechartError, alert: string | undefined): void {
    if (alert === undefined) return;
    const description = AlertDescription[alert as keyof typeof AlertDescription];
    this.#answer(ContentType.alert, encodeToBytes(Alert, { level: AlertLevel.fatal, description }));
  }

  admit(handshake: ServerHandshake): HandshakeContext {
    const admitted = { handshake, messageSeq: this.#messageSeq, recordSequence: this.#recordSequence };
    return this.#house.admit(this.#path, admitted);
  }

  /** There is nobody to tell yet. */
  traceHandshake(): void {}

  #answer(type: ContentType, fragment: Uint8Array): void {
    if (this.#answers.length >= MAX_ANSWERS) return;
    const datagram = encodeToBytes(DtlsPlaintext, {
      type,
      legacyRecordVersion: ProtocolVersion.dtls1_2,
      sequenceNumber: this.#recordSequence,
      fragment,
    });
    this.#answers.push({ path: this.#path, datagram });
  }
}
