import { ConfigError } from '../../errors/config-error.ts';
import { checkFunction, checkInteger, integerOption, isObject, type NumberOption } from '../../errors/option-checks.ts';
import { refuseUnknownOptions } from '../../errors/option-names.ts';

/** How an endpoint uses connection ids; RFC 9146, RFC 9147 section 9. */
export interface ConnectionIdOptions {
  /**
   * Length of our ids, which the peer puts into its records, in bytes: 0 to 255. 0: we need no ids, but use those of a
   * peer that does. Random ids of 8 bytes or more do not collide and cannot be guessed.
   */
  readonly length: number;
  /**
   * Creates one of our ids: a Uint8Array of exactly `length` bytes, which is copied. It is called again when it returns
   * an id that is in use, 100 times at most. A function that throws, or returns anything else, ends the connection with
   * ERR_DTLS_INTERNAL. Ids should reveal nothing: RFC 9146 section 8. Default: random bytes of the provider.
   */
  readonly generate?: (() => Uint8Array) | undefined;
  /**
   * Number of the peer's ids that we keep for a change of path: 0 to 8. They are requested after the handshake, and when
   * one was used. Default 2. 0: none is requested, for peers that do not support the message.
   */
  readonly spares?: number | undefined;
}

/** The same options with their defaults. */
export interface ResolvedConnectionIds {
  readonly length: number;
  readonly generate: (() => Uint8Array) | undefined;
  readonly spares: number;
}

/** Longest connection id: its length has 8 bits. */
const LENGTH = { min: 0, max: 255 } as const;
const SPARES = { min: 0, max: 8, default: 2 } as const satisfies NumberOption;

/** Throws ConfigError. Undefined: connection ids are neither offered nor accepted. */
export function resolveConnectionIds(options: ConnectionIdOptions | undefined): ResolvedConnectionIds | undefined {
  if (options === undefined) return undefined;
  if (!isObject(options)) throw new ConfigError('connectionIds', 'must be an object');
  refuseUnknownOptions(options, { length: true, generate: true, spares: true }, 'connectionIds');
  const { length, generate, spares } = options;
  if (length === undefined) throw new ConfigError('connectionIds.length', 'is missing');
  checkInteger('connectionIds.length', length, LENGTH);
  checkFunction('connectionIds.generate', generate);
  return { length, generate, spares: integerOption('connectionIds.spares', spares, SPARES) };
}
