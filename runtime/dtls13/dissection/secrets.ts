import { EPOCH_APPLICATION, EPOCH_HANDSHAKE } from '../../../generated/dtls13/registries/constants.ts';

/** What a secret of a key log opens. */
export interface SecretUse {
  readonly from: 'client' | 'server';
  readonly epoch: number;
}

const uses: Readonly<Record<string, SecretUse>> = {
  CLIENT_HANDSHAKE_TRAFFIC_SECRET: { from: 'client', epoch: EPOCH_HANDSHAKE },
  SERVER_HANDSHAKE_TRAFFIC_SECRET: { from: 'server', epoch: EPOCH_HANDSHAKE },
  CLIENT_TRAFFIC_SECRET_0: { from: 'client', epoch: EPOCH_APPLICATION },
  SERVER_TRAFFIC_SECRET_0: { from: 'server', epoch: EPOCH_APPLICATION },
};

/** By its label; undefined: it opens no records. */
export function useOf(label: string): SecretUse | undefined {
  return Object.hasOwn(uses, label) ? uses[label] : undefined;
}
