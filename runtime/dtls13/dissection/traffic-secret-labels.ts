import { EPOCH_APPLICATION, EPOCH_HANDSHAKE } from '../../../generated/dtls13/registries/constants.ts';

/** The sender and epoch of the records that a secret of a key log protects. */
export interface TrafficSecretLabel {
  readonly sender: 'client' | 'server';
  readonly epoch: number;
}

const trafficSecrets: Readonly<Record<string, TrafficSecretLabel>> = {
  CLIENT_HANDSHAKE_TRAFFIC_SECRET: { sender: 'client', epoch: EPOCH_HANDSHAKE },
  SERVER_HANDSHAKE_TRAFFIC_SECRET: { sender: 'server', epoch: EPOCH_HANDSHAKE },
  CLIENT_TRAFFIC_SECRET_0: { sender: 'client', epoch: EPOCH_APPLICATION },
  SERVER_TRAFFIC_SECRET_0: { sender: 'server', epoch: EPOCH_APPLICATION },
};

/** By the label of the secret; undefined: it protects no records. */
export function trafficSecretOf(label: string): TrafficSecretLabel | undefined {
  return Object.hasOwn(trafficSecrets, label) ? trafficSecrets[label] : undefined;
}
