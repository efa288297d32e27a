import type { CryptoProvider } from 'wirechart/crypto';

/** OpenSSL, with ML-KEM in JavaScript where this Node has none. */
export async function cliProvider(): Promise<CryptoProvider> {
  const { createOpensslProvider, opensslProvider } = await import('wirechart/crypto/openssl');
  if (opensslProvider.capabilities.groups.includes('X25519MLKEM768')) return opensslProvider;
  const { mlKem } = await import('wirechart/crypto/post-quantum');
  return createOpensslProvider({ mlKem });
}
