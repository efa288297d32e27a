import { opensslProvider } from '../../runtime/crypto/openssl/index.ts';
import type { CryptoProvider } from '../../runtime/crypto/provider.ts';
import { isPostQuantum } from '../../runtime/dtls13/handshake/key-shares.ts';

const { capabilities } = opensslProvider;

/**
 * OpenSSL without hybrids. `node:crypto` has ML-KEM from Node 24.7, where a default ClientHello takes two datagrams.
 * With this provider it is one datagram, with a share of x25519, on every Node.
 */
export const classicalProvider: CryptoProvider = {
  ...opensslProvider,
  capabilities: { ...capabilities, groups: capabilities.groups.filter((group) => !isPostQuantum(group)) },
};
