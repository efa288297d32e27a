import type { EndpointInput } from './endpoint-input.ts';
import { createEndpointDriver, type EndpointRole, type EndpointSettings } from './endpoint-settings.ts';

/**
 * Applies the recorded inputs of one endpoint, each with its `now`, to a core with the same seed and without a hardware
 * model. Returns the payloads of the datagrams that it sends. They equal those of the simulation; a difference means
 * that the model has changed the behaviour of the protocol.
 */
export function replayInputs(
  role: EndpointRole,
  inputs: readonly EndpointInput[],
  settings: EndpointSettings,
): readonly Uint8Array[] {
  const driver = createEndpointDriver(role, settings, 'bare');
  return inputs
    .flatMap((input) => driver.apply(input))
    .flatMap((step) => (step.kind === 'datagram' ? [step.data] : []));
}
