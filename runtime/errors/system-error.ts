import { WirechartError } from './wirechart-error.ts';

/** The properties of Node's error for a failed system call. */
interface SystemFailure extends Error {
  readonly code?: string | undefined;
  readonly errno?: number | undefined;
  readonly syscall?: string | undefined;
  readonly address?: string | undefined;
  readonly port?: number | undefined;
  readonly hostname?: string | undefined;
}

/**
 * The operating system or the network refused: a name that does not resolve, a port in use, an address that does not
 * answer. `code` is that of the system, as in Node's own errors: `ECONNREFUSED`, `ENOTFOUND`, `EADDRINUSE`. The error of
 * Node is the `cause`. A property that Node does not give is undefined.
 */
export class SystemError extends WirechartError {
  /** The number of the system for `code`, negative. */
  readonly errno: number | undefined;
  /** The call that failed: `connect`, `bind`, `getaddrinfo`. */
  readonly syscall: string | undefined;
  /** The IP address of the call. */
  readonly address: string | undefined;
  /** The UDP port of the call. */
  readonly port: number | undefined;
  /** The name that was looked up. */
  readonly hostname: string | undefined;

  /** `change` replaces properties of the failure. */
  constructor(failure: SystemFailure, change: Partial<Omit<SystemFailure, 'name' | 'stack' | 'cause'>> = {}) {
    const { code, message, errno, syscall, address, port, hostname } = failure;
    super(code ?? 'UNKNOWN', change.message ?? message, { cause: failure });
    this.errno = errno;
    this.syscall = change.syscall ?? syscall;
    this.address = change.address ?? address;
    this.port = change.port ?? port;
    this.hostname = hostname;
  }
}
