import type { ExternalPsk, PskLookupResult, PskRequest } from '../../runtime/dtls13/index.ts';

const NAME = 'simulated key';

/** The external key of both simulated sides. It protects nothing. */
export const simulatedPsk: ExternalPsk = {
  identity: new TextEncoder().encode(NAME),
  key: new Uint8Array(32).fill(1),
};

/** The answer of the simulated server. */
export function lookUpSimulatedPsk({ identities }: PskRequest): PskLookupResult | undefined {
  const index = identities.findIndex(({ identity }) => new TextDecoder().decode(identity) === NAME);
  return index === -1 ? undefined : { index, key: simulatedPsk.key };
}
