import type { CryptoProvider } from '../../runtime/crypto/provider.ts';
import { isPostQuantum } from '../../runtime/dtls13/handshake/key-shares.ts';
import { testProvider } from '../net/host-under-test.ts';

const { capabilities } = testProvider;

/**
 * OpenSSL without hybrids. `node:crypto` has ML-KEM from Node 24.7, where a default ClientHello takes two datagrams.
 * With this provider it is one datagram, with a share of x25519, on every Node.
 */
export const classicalProvider: CryptoProvider = {
  ...testProvider,
  capabilities: { ...capabilities, groups: capabilities.groups.filter((group) => !isPostQuantum(group)) },
};
