import { WirechartError } from '../errors/wirechart-error.ts';

/** Something of ours broke, as a rule the cryptography: one connection ends. What was thrown is the `cause`. */
export class InternalError extends WirechartError {
  /** `what` broke: `the handshake`. */
  constructor(what: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super('ERR_DTLS_INTERNAL', `${what} broke down: ${reason}`, { cause });
  }
}
