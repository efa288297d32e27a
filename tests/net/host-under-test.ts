import process from 'node:process';
import type { CryptoProvider } from 'wirechart/crypto';
import { createNativeProvider } from 'wirechart/crypto/native';
import { createOpensslProvider, type OpensslProviderOptions } from 'wirechart/crypto/openssl';
import { createNativeSockets } from 'wirechart/net/native';
import { defaults } from '../../runtime/net/defaults.ts';

const variable = 'WIRECHART_TEST_HOST';
const hosts = ['dgram', 'native'];

/** Which sockets and which provider the tests use where these are not their subject: `npm run test:native`. */
const hostUnderTest = process.env[variable] ?? 'dgram';

/** The provider of the run with options, which uses the keys of `testProvider` and gives it its own. */
export function createTestProvider(options: OpensslProviderOptions): CryptoProvider {
  return hostUnderTest === 'native' ? createNativeProvider(options) : createOpensslProvider(options);
}

/** The provider of the tests that name none. */
export const testProvider: CryptoProvider = createTestProvider({});

/** The commands that have the option `--native`. */
const COMMANDS = /\/cli\/wirechart\/main\.js$/;

/** AVA loads this file before each test file, and so do the programs that a test starts. */
export default function useHostUnderTest(): void {
  if (!hosts.includes(hostUnderTest)) throw new RangeError(`${variable} must be one of ${hosts.join(', ')}`);
  if (hostUnderTest !== 'native') return;
  defaults.provider = testProvider;
  defaults.sockets = createNativeSockets();
  const load = `--import=${import.meta.url}`;
  const options = process.env['NODE_OPTIONS'] ?? '';
  if (!options.includes(load)) process.env['NODE_OPTIONS'] = `${options} ${load}`.trim();
  const [, program = '', command = ''] = process.argv;
  if (COMMANDS.test(program) && ['client', 'server'].includes(command)) process.argv.push('--native');
}

// In a program that a test starts, only this line calls it; AVA calls it again, without effect.
useHostUnderTest();
