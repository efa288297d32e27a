import { EPOCH_APPLICATION, EPOCH_HANDSHAKE, MAX_EPOCH } from '../../../generated/dtls13/registries/constants.ts';

/** The sender and epoch of the records that a secret of a key log protects. */
export interface TrafficSecretLabel {
  readonly sender: 'client' | 'server';
  readonly epoch: number;
}

/** `CLIENT_TRAFFIC_SECRET_2`: the secret after the second KeyUpdate of the client; RFC 9850 section 2.1. */
const LABEL = /^(CLIENT|SERVER)_(?:HANDSHAKE_TRAFFIC_SECRET|TRAFFIC_SECRET_(0|[1-9]\d{0,4}))$/;

/** By the label of the secret; undefined: it protects no records. */
export function trafficSecretOf(label: string): TrafficSecretLabel | undefined {
  const [, side, updates] = LABEL.exec(label) ?? [];
  if (side === undefined) return undefined;
  const epoch = updates === undefined ? EPOCH_HANDSHAKE : EPOCH_APPLICATION + Number(updates);
  return epoch > MAX_EPOCH ? undefined : { sender: side === 'CLIENT' ? 'client' : 'server', epoch };
}

/** The secrets that protect records, in the order of their epochs. */
export function trafficSecretsIn(
  secrets: ReadonlyMap<string, Uint8Array>,
): readonly (TrafficSecretLabel & { readonly secret: Uint8Array })[] {
  return [...secrets]
    .flatMap(([label, secret]) => {
      const found = trafficSecretOf(label);
      return found === undefined ? [] : { ...found, secret };
    })
    .toSorted((one, other) => one.epoch - other.epoch);
}
