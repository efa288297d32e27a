import { ConfigError } from '../errors/config-error.ts';

/** Options of the core whose public name is that of node:dtls. */
const PUBLIC_NAMES: ReadonlyMap<string, string> = new Map([
  ['alpnProtocols', 'alpn'],
  ['srtpProfiles', 'srtp'],
  ['cipherSuites', 'ciphers'],
  ['groups', 'ecdhCurve'],
  ['requestOcsp', 'requestOCSP'],
  ['certificate', 'cert'],
  ['maxDatagramSize', 'mtu'],
  ['fallbackDatagramSize', 'fallbackMtu'],
  ['maxEarlyData', 'earlyData.maxSize'],
  ['earlyDataWindow', 'earlyData.window'],
]);

/** Calls the core. A ConfigError that the core throws names the option as `connect()` and `listen()` spell it. */
export function withPublicOptionNames<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    const option = error instanceof ConfigError ? PUBLIC_NAMES.get(error.option) : undefined;
    if (option === undefined) throw error;
    throw new ConfigError(option, (error as ConfigError).reason, { cause: error });
  }
}
