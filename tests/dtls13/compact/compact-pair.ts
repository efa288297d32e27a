import type { DtlsConnection } from '../../../runtime/dtls13/connection/connection.ts';
import type { EndpointOptions } from '../../../runtime/dtls13/index.ts';
import type { PairOptions, SimulatedPair } from '../../../runtime/testing/index.ts';
import { connectionOf, securePair } from '../post-handshake/connection-id-pair.ts';

/** Milliseconds after which the server compacts idle connections. */
export const COMPACT_AFTER = 500;

/** A pair whose server compacts its connection soon; it is not compact yet. */
export function compactingPair(
  endpoint: Partial<EndpointOptions> = {},
  { listener, ...options }: Pick<PairOptions, 'connection' | 'listener'> = {},
): SimulatedPair {
  return securePair(
    { connectionIds: undefined, ...endpoint },
    { ...options, listener: { compactAfter: COMPACT_AFTER, ...listener } },
  );
}

export function isCompact(pair: SimulatedPair): boolean {
  return (connectionOf(pair, 'server') as DtlsConnection).isCompact;
}

/** Waits until the server's connection is compact. Throws where it does not become so. */
export function rest(pair: SimulatedPair): void {
  pair.network.advance(2 * COMPACT_AFTER);
  if (!isCompact(pair)) throw new RangeError('the connection is not compact');
}
