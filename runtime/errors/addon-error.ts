import { WirechartError } from './wirechart-error.ts';

/** Why the native addon cannot be used. */
export type AddonReason =
  /** The package has no build for this operating system or processor. */
  | 'platform'
  /** The C library is musl, or a glibc that is too old. */
  | 'libc'
  /** This Node has another major version of OpenSSL than the addon was built for. */
  | 'openssl'
  /** There is no file at the path. */
  | 'missing'
  /** The addon was built from another version of this package. */
  | 'version'
  /** The system or Node refused to load the file; `cause` says why. */
  | 'load';

const CODES: Readonly<Record<AddonReason, `ERR_${string}`>> = {
  platform: 'ERR_WIRECHART_ADDON_PLATFORM',
  libc: 'ERR_WIRECHART_ADDON_LIBC',
  openssl: 'ERR_WIRECHART_ADDON_OPENSSL',
  missing: 'ERR_WIRECHART_ADDON_MISSING',
  version: 'ERR_WIRECHART_ADDON_VERSION',
  load: 'ERR_WIRECHART_ADDON_LOAD',
};

/** The native addon cannot be used. Everything works without it, on `node:dgram` and `node:crypto`. */
export class AddonError extends WirechartError {
  readonly reason: AddonReason;
  /** The file that was to be loaded. */
  readonly path: string;
  /** What the user can do about it; the message ends with it. */
  readonly advice: string;

  constructor(reason: AddonReason, path: string, message: string, advice: string, options?: ErrorOptions) {
    super(CODES[reason], `${message}. ${advice}`, options);
    this.reason = reason;
    this.path = path;
    this.advice = advice;
  }
}
