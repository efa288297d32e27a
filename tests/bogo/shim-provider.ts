import type { CryptoProvider } from 'wirechart/crypto';
import { createNativeProvider } from 'wirechart/crypto/native';
import { createOpensslProvider } from 'wirechart/crypto/openssl';
import { mlKem } from 'wirechart/crypto/post-quantum';

/** The providers that the suite runs over. */
export const providerNames = ['openssl', 'native'] as const;

export type ProviderName = (typeof providerNames)[number];

/** The environment variable of the shim that names its provider. */
export const PROVIDER_VARIABLE = 'WIRECHART_BOGO_PROVIDER';

const isNative = process.env[PROVIDER_VARIABLE] === 'native';

/** With the native provider, datagrams that arrive together are one batch, as native sockets hand them over. */
export const receivesBatches: boolean = isNative;

/** The provider that the environment names. Throws AddonError where the native one cannot be used. */
export function shimProvider(): CryptoProvider {
  return process.env[PROVIDER_VARIABLE] === 'native'
    ? createNativeProvider({ mlKem })
    : createOpensslProvider({ mlKem });
}
