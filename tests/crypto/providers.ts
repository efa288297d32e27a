import { createNativeProvider } from '../../runtime/crypto/native/index.ts';
import { opensslProvider } from '../../runtime/crypto/openssl/index.ts';
import { createPortableProvider } from '../../runtime/crypto/portable/index.ts';
import { mlKem } from '../../runtime/crypto/post-quantum/index.ts';
import type { CryptoProvider } from '../../runtime/crypto/provider.ts';
import { addon } from '../addon.ts';

/** The native provider; undefined where the addon of the package cannot be used. */
export const nativeProvider: CryptoProvider | undefined =
  addon.absence === undefined ? createNativeProvider({ mlKem }) : undefined;

/** Every provider of the library that works here. */
export const providers: readonly CryptoProvider[] = [
  opensslProvider,
  createPortableProvider(),
  ...(nativeProvider === undefined ? [] : [nativeProvider]),
];
