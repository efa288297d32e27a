import type { CryptoProvider } from 'wirechart/crypto';
import { createNativeProvider } from 'wirechart/crypto/native';
import type { Missing } from '../result.ts';

/** The native provider, or why it cannot be used here. */
export function nativeProvider(): CryptoProvider | Missing {
  try {
    return createNativeProvider();
  } catch (error) {
    return { name: 'native provider', reason: (error as Error).message };
  }
}

export function isMissing(provider: CryptoProvider | Missing): provider is Missing {
  return 'reason' in provider;
}
