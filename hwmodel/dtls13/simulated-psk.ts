import type { ExternalPsk, PskLookupResult, PskRequest } from '../../runtime/dtls13/index.ts';
import { equalBytes } from '../../runtime/wire/index.ts';

/** The external key of both simulated sides. It protects nothing. */
export const simulatedPsk: ExternalPsk = {
  identity: new TextEncoder().encode('simulated key'),
  key: new Uint8Array(32).fill(1),
};

/** The answer of the simulated server. */
export function lookUpSimulatedPsk({ identities }: PskRequest): PskLookupResult | undefined {
  const index = identities.findIndex(({ identity }) => equalBytes(identity, simulatedPsk.identity));
  return index === -1 ? undefined : { index, key: simulatedPsk.key };
}
