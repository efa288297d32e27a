import type * as nativeCrypto from 'wirechart/crypto/native';
import type { CommonOptions } from 'wirechart/dtls13';
import type * as nativeNet from 'wirechart/net/native';

/** What carries the handshakes: node:crypto and node:dgram, or the addon. */
export type Host = 'default' | 'native';

/** The options of a host. `library`: the address of `runtime/net/index.js` of the build that is measured. */
export async function optionsOf(host: Host, library: string): Promise<CommonOptions> {
  if (host === 'default') return {};
  const crypto: typeof nativeCrypto = await import(new URL('../crypto/native/index.js', library).href);
  const net: typeof nativeNet = await import(new URL('native/index.js', library).href);
  return { provider: crypto.createNativeProvider(), sockets: net.createNativeSockets() };
}
