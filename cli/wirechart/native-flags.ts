import type { Command } from 'commander';
import type { CryptoProvider } from 'wirechart/crypto';
import type { CommonOptions } from 'wirechart/dtls13';
import { CommandError, explain, UsageError } from '../terminal/failure.ts';

/** The values of the flags for the native addon. */
export interface NativeFlags {
  readonly native?: boolean;
  readonly addon?: string;
}

/** Adds the flags for the native addon to a command. */
export function addNativeFlags(command: Command): void {
  command
    .option('--native', 'encrypt, send and receive in batches with the native addon; see wirechart doctor')
    .option('--addon <file>', 'native addon that wirechart doctor --build wrote; with --native');
}

/** Throws UsageError for a flag that has no effect. */
export function checkNativeFlags({ native, addon }: NativeFlags): void {
  if (addon !== undefined && native !== true) throw new UsageError('--addon needs --native');
}

/** The provider and the sockets that the flags ask for: those of the native addon, or OpenSSL and `node:dgram` of Node. */
export async function providerAndSockets(
  flags: NativeFlags,
): Promise<{ readonly provider: CryptoProvider; readonly sockets: CommonOptions['sockets'] }> {
  return flags.native === true ? nativeOptions(flags.addon) : { provider: await nodeProvider(), sockets: undefined };
}

/** OpenSSL of Node, with ML-KEM in JavaScript where it has none. */
async function nodeProvider(): Promise<CryptoProvider> {
  const { createOpensslProvider, opensslProvider } = await import('wirechart/crypto/openssl');
  return hasMlKem(opensslProvider) ? opensslProvider : createOpensslProvider({ mlKem: await mlKemInJavaScript() });
}

async function nativeOptions(addon: string | undefined) {
  const { createNativeProvider } = await import('wirechart/crypto/native');
  const { createNativeSockets } = await import('wirechart/net/native');
  try {
    const provider = createNativeProvider({ addon });
    return {
      provider: hasMlKem(provider) ? provider : createNativeProvider({ addon, mlKem: await mlKemInJavaScript() }),
      sockets: createNativeSockets({ addon }),
    };
  } catch (cause) {
    throw new CommandError(`--native: ${explain(cause)}`, { cause });
  }
}

function hasMlKem({ capabilities }: CryptoProvider): boolean {
  return capabilities.groups.includes('X25519MLKEM768');
}

async function mlKemInJavaScript() {
  const { mlKem } = await import('wirechart/crypto/post-quantum');
  return mlKem;
}
