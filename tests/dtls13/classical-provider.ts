import type { CryptoProvider } from '../../runtime/crypto/provider.ts';
import { isPostQuantum } from '../../runtime/dtls13/handshake/key-shares.ts';
import { testProvider } from '../net/host-under-test.ts';

const { capabilities } = testProvider;

/**
 * OpenSSL without hybrids and without ML-DSA. `node:crypto` has both from Node 24.7, where a default ClientHello takes two
 * datagrams. With this provider it has the same length on every Node, with a share of x25519.
 */
export const classicalProvider: CryptoProvider = {
  ...testProvider,
  capabilities: {
    ...capabilities,
    groups: capabilities.groups.filter((group) => !isPostQuantum(group)),
    signatureSchemes: capabilities.signatureSchemes.filter((scheme) => !scheme.startsWith('mldsa')),
  },
};
