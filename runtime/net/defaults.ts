import { opensslProvider } from '../crypto/openssl/index.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { DatagramSockets } from './datagram-socket.ts';
import { dgramSockets } from './dgram-sockets.ts';

/** The values of the options `provider` and `sockets` where none is given. A run of the tests can replace them. */
export const defaults: { provider: CryptoProvider; sockets: DatagramSockets } = {
  provider: opensslProvider,
  sockets: dgramSockets,
};
