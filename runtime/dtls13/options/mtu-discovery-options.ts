import { ConfigError } from '../../errors/config-error.ts';
import { integerOption, isObject, type NumberOption } from '../../errors/option-checks.ts';
import { refuseUnknownOptions } from '../../errors/option-names.ts';

/** How a connection finds out which datagrams its path carries: DPLPMTUD, RFC 9147 section 4.4. */
export interface MtuDiscovery {
  /** Longest datagram that is tried, in bytes of UDP payload: 256 to 65507. Default 1452: Ethernet with IPv6. */
  readonly max?: number | undefined;
  /**
   * Milliseconds after which a length that was found is probed again, while data is sent: 1000 to 2^40. Default 60000.
   * Where the path does not carry it any more, the connection returns to its configured size.
   */
  readonly confirmInterval?: number | undefined;
}

/** The same options with their defaults. */
export type ResolvedMtuDiscovery = { readonly [K in keyof MtuDiscovery]-?: number };

const MAX = { min: 256, max: 65_507, default: 1452 } as const satisfies NumberOption;
const CONFIRM_INTERVAL = { min: 1000, max: 2 ** 40, default: 60_000 } as const satisfies NumberOption;

/** Throws ConfigError. Undefined: no probes. */
export function resolveMtuDiscovery(options: MtuDiscovery | undefined): ResolvedMtuDiscovery | undefined {
  if (options === undefined) return undefined;
  if (!isObject(options)) throw new ConfigError('mtuDiscovery', 'must be an object');
  refuseUnknownOptions(options, { max: true, confirmInterval: true }, 'mtuDiscovery');
  const { max, confirmInterval }: MtuDiscovery = options;
  return {
    max: integerOption('mtuDiscovery.max', max, MAX),
    confirmInterval: integerOption('mtuDiscovery.confirmInterval', confirmInterval, CONFIRM_INTERVAL),
  };
}
