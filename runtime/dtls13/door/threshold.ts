import { AlertDescription } from '../../../generated/dtls13/registries/alert-description.ts';
import { AlertLevel } from '../../../generated/dtls13/registries/alert-level.ts';
import { MAX_SEQUENCE_NUMBER } from '../../../generated/dtls13/registries/constants.ts';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { Alert } from '../../../generated/dtls13/wire/alert.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import type { WirechartError } from '../../errors/wirechart-error.ts';
import { encodeToBytes } from '../../wire/index.ts';
import type { AdmittedHandshake } from '../association.ts';
import type { HandshakeContext } from '../handshake/context.ts';
import type { CookieContents, CookieReply, Door } from '../handshake/server/door.ts';
import type { ServerHandshake } from '../handshake/server/server-handshake.ts';
import type { Counters } from '../statistics.ts';
import type { CookieSeal } from './cookie-seal.ts';
import type { StatelessAnswers } from './stateless-answers.ts';

/** Record numbers that an admitted connection must have left for its own unprotected records. */
const NUMBERS_LEFT = 2 ** 24;

/** A ClientHello that was put together. */
export interface Arrival {
  readonly path: number;
  readonly body: Uint8Array;
  /** 0, or 1 for one that answers a HelloRetryRequest. */
  readonly messageSeq: number;
  /** Number of the record that completed it. */
  readonly recordSequence: number;
  /** Milliseconds. */
  readonly now: number;
}

/** A handshake that gets a connection. */
export interface Admission extends AdmittedHandshake {
  readonly path: number;
  /** The client brought our cookie: it is where it says it is. */
  readonly proven: boolean;
  /** The ClientHello. Borrowed for the call. */
  readonly hello: Uint8Array;
}

/** What the door of one listener is made of. */
export interface Household {
  readonly provider: CryptoProvider;
  readonly cookies: CookieSeal;
  readonly answers: StatelessAnswers;
  readonly counters: Counters;
  /** Canonical bytes of the address behind a path. */
  address(path: number): Uint8Array;
  /** Whether a first ClientHello of so many bytes is answered with a cookie. */
  requiresCookie(helloLength: number): boolean;
  admit(admission: Admission): HandshakeContext;
  /** A ClientHello was refused with an alert. */
  refused(path: number, error: WirechartError): void;
}

/** The door of the server, for one ClientHello. Whatever becomes of it, nothing of this stays but a connection. */
export class Threshold implements Door {
  readonly #household: Household;
  readonly #arrival: Arrival;
  #proven = false;

  constructor(household: Household, arrival: Arrival) {
    this.#household = household;
    this.#arrival = arrival;
  }

  get provider(): CryptoProvider {
    return this.#household.provider;
  }

  /** A second ClientHello always had one from us. */
  get cookieRequired(): boolean {
    const { messageSeq, body } = this.#arrival;
    return messageSeq === 1 || this.#household.requiresCookie(body.length);
  }

  now(): number {
    return this.#arrival.now;
  }

  sealCookie(contents: CookieContents, binding: Uint8Array): Uint8Array {
    const { path, now } = this.#arrival;
    return this.#household.cookies.seal(contents, this.#household.address(path), binding, now);
  }

  openCookie(cookie: Uint8Array, reply: CookieReply, binding: Uint8Array): CookieContents | undefined {
    const { path, now, messageSeq } = this.#arrival;
    // Cookies belong to one handshake: there is none in a first ClientHello.
    if (messageSeq !== 1) return undefined;
    const contents = this.#household.cookies.open(cookie, reply, this.#household.address(path), binding, now);
    this.#proven = contents !== undefined;
    return contents;
  }

  retry(body: Uint8Array): void {
    const message = { msgType: HandshakeType.server_hello, length: body.length, messageSeq: 0, fragmentOffset: 0 };
    if (this.#answer(ContentType.handshake, encodeToBytes(Handshake, { ...message, fragment: body }))) {
      this.#household.counters.helloRetryRequests += 1;
    }
  }

  admit(handshake: ServerHandshake): HandshakeContext {
    const { path, messageSeq, body } = this.#arrival;
    const recordSequence = Math.min(this.#arrival.recordSequence, MAX_SEQUENCE_NUMBER - NUMBERS_LEFT);
    return this.#household.admit({ path, handshake, messageSeq, recordSequence, proven: this.#proven, hello: body });
  }

  /** Refuses the ClientHello, and tells the host. */
  abort(error: WirechartError, alert: string | undefined): void {
    if (alert === undefined) return;
    const description = AlertDescription[alert as keyof typeof AlertDescription];
    if (this.#answer(ContentType.alert, encodeToBytes(Alert, { level: AlertLevel.fatal, description }))) {
      this.#household.counters.hellosRefused += 1;
      this.#household.refused(this.#arrival.path, error);
    }
  }

  /** There is nobody to tell yet. */
  traceHandshake(): void {}

  /** With the record number of the question, which no answer to another one has. */
  #answer(type: ContentType, fragment: Uint8Array): boolean {
    const { path, recordSequence } = this.#arrival;
    return this.#household.answers.add(path, type, recordSequence, fragment);
  }
}
