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
import type { HandshakeStart } from '../connection/connection-parts.ts';
import type { HandshakeContext } from '../handshake/handshake-context.ts';
import type {
  CookieContents,
  SecondClientHelloSelection,
  StatelessHandshakeContext,
} from '../handshake/server/stateless-handshake-context.ts';
import type { Counters } from '../statistics.ts';
import type { CookieAuthenticator } from './cookie-authenticator.ts';
import type { StatelessResponses } from './stateless-responses.ts';

/** Record numbers that an admitted connection must have left for its own unprotected records. */
const RESERVED_RECORD_NUMBERS = 2 ** 24;

/** A ClientHello that was put together. */
export interface ReassembledClientHello {
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
export interface AcceptedHandshake extends HandshakeStart {
  readonly path: number;
  /** The client brought our cookie: it is where it says it is. */
  readonly addressValidated: boolean;
  /** The ClientHello. Borrowed for the call. */
  readonly hello: Uint8Array;
}

/** What the door of one listener is made of. */
export interface ListenerContext {
  readonly provider: CryptoProvider;
  readonly cookies: CookieAuthenticator;
  readonly responses: StatelessResponses;
  readonly counters: Counters;
  /** Canonical bytes of the address behind a path. */
  address(path: number): Uint8Array;
  /** Whether a first ClientHello of so many bytes is answered with a cookie. */
  requiresCookie(helloLength: number): boolean;
  accept(accepted: AcceptedHandshake): HandshakeContext;
  /** A ClientHello was refused with an alert. */
  refused(path: number, error: WirechartError): void;
}

/** Handles one ClientHello without state; RFC 9147 section 5.1. Only an accepted connection is retained. */
export class StatelessHandshakeHandler implements StatelessHandshakeContext {
  readonly #listener: ListenerContext;
  readonly #hello: ReassembledClientHello;
  #addressValidated = false;

  constructor(listener: ListenerContext, hello: ReassembledClientHello) {
    this.#listener = listener;
    this.#hello = hello;
  }

  get provider(): CryptoProvider {
    return this.#listener.provider;
  }

  /** A second ClientHello always had one from us. */
  get cookieRequired(): boolean {
    const { messageSeq, body } = this.#hello;
    return messageSeq === 1 || this.#listener.requiresCookie(body.length);
  }

  now(): number {
    return this.#hello.now;
  }

  createCookie(contents: CookieContents, binding: Uint8Array): Uint8Array {
    const { path, now } = this.#hello;
    return this.#listener.cookies.create(contents, this.#listener.address(path), binding, now);
  }

  verifyCookie(
    cookie: Uint8Array,
    selection: SecondClientHelloSelection,
    binding: Uint8Array,
  ): CookieContents | undefined {
    const { path, now, messageSeq } = this.#hello;
    // Cookies belong to one handshake: there is none in a first ClientHello.
    if (messageSeq !== 1) return undefined;
    const contents = this.#listener.cookies.verify(cookie, selection, this.#listener.address(path), binding, now);
    this.#addressValidated = contents !== undefined;
    return contents;
  }

  sendHelloRetryRequest(body: Uint8Array): void {
    const message = { msgType: HandshakeType.server_hello, length: body.length, messageSeq: 0, fragmentOffset: 0 };
    if (this.#respond(ContentType.handshake, encodeToBytes(Handshake, { ...message, fragment: body }))) {
      this.#listener.counters.helloRetryRequests += 1;
    }
  }

  accept(handshake: HandshakeStart['handshake']): HandshakeContext {
    const { path, messageSeq, body } = this.#hello;
    const recordSequence = Math.min(this.#hello.recordSequence, MAX_SEQUENCE_NUMBER - RESERVED_RECORD_NUMBERS);
    return this.#listener.accept({
      path,
      handshake,
      messageSeq,
      recordSequence,
      addressValidated: this.#addressValidated,
      hello: body,
    });
  }

  /** Refuses the ClientHello, and tells the host. */
  abort(error: WirechartError, alert: string | undefined): void {
    if (alert === undefined) return;
    const description = AlertDescription[alert as keyof typeof AlertDescription];
    if (this.#respond(ContentType.alert, encodeToBytes(Alert, { level: AlertLevel.fatal, description }))) {
      this.#listener.counters.hellosRefused += 1;
      this.#listener.refused(this.#hello.path, error);
    }
  }

  /** There is nobody to tell yet. */
  traceTransition(): void {}

  /** With the record number of the question, which no answer to another one has. */
  #respond(type: ContentType, fragment: Uint8Array): boolean {
    const { path, recordSequence } = this.#hello;
    return this.#listener.responses.add(path, type, recordSequence, fragment);
  }
}
