import test from 'ava';
import { createNativeProvider } from '../../runtime/crypto/native/index.ts';
import { opensslProvider } from '../../runtime/crypto/openssl/index.ts';
import { createPortableProvider } from '../../runtime/crypto/portable/index.ts';
import { mlKem } from '../../runtime/crypto/post-quantum/index.ts';
import type { CryptoProvider } from '../../runtime/crypto/provider.ts';
import { prebuiltRefusal } from '../../runtime/native/addon.ts';
import { thisHost } from '../../runtime/native/host.ts';

/** The native provider; undefined where the addon of the package does not fit the system. */
export const nativeProvider: CryptoProvider | undefined =
  prebuiltRefusal(thisHost()) === undefined ? createNativeProvider({ mlKem }) : undefined;

/** A test that is skipped where the addon does not fit. */
export const ifAddonFits = nativeProvider === undefined ? test.skip : test;

/** Every provider of the library that works here. */
export const providers: readonly CryptoProvider[] = [
  opensslProvider,
  createPortableProvider(),
  ...(nativeProvider === undefined ? [] : [nativeProvider]),
];
