import { WirechartError } from './wirechart-error.ts';

/** An error inside this library or its crypto provider. It ends one connection. What was thrown is the `cause`. */
export class InternalError extends WirechartError {
  /** `what` failed: `the handshake`. */
  constructor(what: string, cause: unknown) {
    super('ERR_DTLS_INTERNAL', `${what} failed: ${reasonOf(cause)}`, { cause });
  }
}

/** Never throws, because the connection must end. */
function reasonOf(cause: unknown): string {
  try {
    return cause instanceof Error ? `${cause.message}` : String(cause);
  } catch {
    return 'the thrown value has no text';
  }
}
