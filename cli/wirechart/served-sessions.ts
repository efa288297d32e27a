import type { DtlsSession } from 'wirechart/dtls13';
import { addressText, type SessionReport } from './session-report.ts';

export interface ServiceOptions {
  /** Send received data back. */
  readonly echo: boolean;
  /** Milliseconds from the handshake to the request for the client's certificate; undefined: none is requested then. */
  readonly requestCertAfter: number | undefined;
}

/** Identifies a session in reports. */
interface Who extends Record<string, unknown> {
  readonly session: number;
  readonly remote: string;
}

/**
 * The sessions of a server: reports their events, sends data back, and requests certificates. The methods are properties,
 * because `listen()` takes them as functions.
 */
export class ServedSessions {
  readonly #report: SessionReport;
  readonly #options: ServiceOptions;
  #count = 0;
  /** The early data of each session that could not be sent back at once. */
  readonly #early = new WeakMap<DtlsSession, Uint8Array[]>();

  constructor(report: SessionReport, options: ServiceOptions) {
    this.#report = report;
    this.#options = options;
  }

  /** A message of a client whose handshake is not complete. */
  readonly receiveEarly = (data: Uint8Array, session: DtlsSession): void => {
    this.#report.message(data, { remote: addressText(session.remoteAddress), early: true });
    if (!this.#options.echo || answersAtOnce(session, data)) return;
    this.#early.set(session, [...(this.#early.get(session) ?? []), data]);
  };

  /** A session whose handshake is complete. */
  readonly serve = (session: DtlsSession): void => {
    const report = this.#report;
    this.#count++;
    const who: Who = { session: this.#count, remote: addressText(session.remoteAddress) };
    const { requestCertAfter } = this.#options;
    session.on('handshake', (result) => {
      report.secure(session, result, who);
      for (const data of this.#early.get(session) ?? []) this.#sendBack(session, data, who);
      if (requestCertAfter === undefined) return;
      setTimeout(() => void this.#authenticate(session, who), requestCertAfter).unref();
    });
    session.on('keyUpdate', (update) => report.keyUpdate(update, who));
    session.on('addressChange', (remote) => report.moved(remote, who));
    session.on('message', (data) => {
      report.message(data, who);
      if (this.#options.echo) this.#sendBack(session, data, who);
    });
    session.closed.then(
      () => report.closed(session, who),
      (error: unknown) => report.failed(error, who),
    );
  };

  #sendBack(session: DtlsSession, data: Uint8Array, who: Who): void {
    try {
      session.send(data);
    } catch (error) {
      // The client can send larger datagrams than we can.
      this.#report.failed(error, who);
    }
  }

  /** Requests the certificate of a client. Never rejects: a client that is refused ends the session, which is reported. */
  async #authenticate(session: DtlsSession, who: Who): Promise<void> {
    // The session may be over.
    if (session.maxMessageSize === 0) return;
    try {
      await session.requestCertificate({ required: true });
      this.#report.authenticated(session, who);
    } catch (error) {
      if (session.destroyed) return;
      this.#report.failed(error, who);
      session.destroy();
    }
  }
}

/** Sends early data back before the handshake is complete. False: it does not fit, or may not be sent yet. */
function answersAtOnce(session: DtlsSession, data: Uint8Array): boolean {
  return data.length <= session.maxMessageSize && session.send(data);
}
