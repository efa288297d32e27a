import { driveEndpoint, type EndpointSettings, type Side } from './endpoints.ts';
import type { Input } from './input.ts';

/**
 * Gives the recorded inputs of one side, each with its `now`, to a bare core with the same seed and no model around it.
 * Returns the datagrams it sends: the same bytes as in simulated time, or the model has changed what the protocol does.
 */
export function replayInputs(side: Side, inputs: readonly Input[], settings: EndpointSettings): readonly Uint8Array[] {
  const endpoint = driveEndpoint(side, settings, 'bare');
  return inputs
    .flatMap((input) => endpoint.apply(input))
    .flatMap((step) => (step.kind === 'datagram' ? [step.data] : []));
}
