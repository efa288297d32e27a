import { WirechartError } from './wirechart-error.ts';

/** Something of ours broke, as a rule the cryptography: one connection ends. What was thrown is the `cause`. */
export class InternalError extends WirechartError {
  /** `what` broke: `the handshake`. */
  constructor(what: string, cause: unknown) {
    super('ERR_DTLS_INTERNAL', `${what} broke down: ${reasonOf(cause)}`, { cause });
  }
}

/** Never throws, or the connection would be stuck where it broke. */
function reasonOf(cause: unknown): string {
  try {
    return cause instanceof Error ? `${cause.message}` : String(cause);
  } catch {
    return 'something was thrown that has no text';
  }
}
