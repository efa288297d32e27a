import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { domainToASCII } from 'node:url';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CommandError, UsageError } from '../terminal/failure.ts';
import { parseCount, reasonOf } from '../terminal/option-values.ts';
import { color, print } from '../terminal/output.ts';
import { KEY_TYPES, type KeyType } from './key-type.ts';

const examples = `
Examples:
  $ wirechart cert                                    for localhost, 127.0.0.1 and ::1
  $ wirechart cert device.example 192.0.2.7 --days 7
  $ wirechart cert --key-type rsa                     with an RSA key of 2048 bits instead of P-256
  $ wirechart cert --out keys --force                 write keys/cert.pem and keys/key.pem, replace existing files

The certificate is self-signed: clients trust it with --ca cert.pem, browsers by its fingerprint. Servers and clients can
use it. It is for tests only. An RSA key has 2048 bits. ML-DSA needs Node 24.7.
`;

interface Options {
  readonly days: number;
  readonly out: string;
  readonly keyType: KeyType;
  readonly force?: boolean;
}

export function addCert(program: Command): void {
  program
    .command('cert')
    .description('create a self-signed certificate and its key for tests')
    .argument('[hosts...]', 'host names and IP addresses of the certificate', collectHost)
    .option('--days <n>', 'days of validity', parseCount, 30)
    .addOption(new Option('--key-type <type>', 'type of the key').choices(KEY_TYPES).default('p256'))
    .option('--out <dir>', 'folder for cert.pem and key.pem', '.')
    .option('--force', 'replace existing files')
    .addHelpText('after', examples)
    .action(cert);
}

async function cert(hosts: readonly string[], { days, out, keyType, force = false }: Options): Promise<void> {
  // A year in a certificate has four digits.
  if (days > 36_500) throw new UsageError('--days: the maximum is 36500, a hundred years');
  if (!existsSync(out) || !statSync(out).isDirectory()) throw new CommandError(`${out} is not a folder`);
  const paths = [join(out, 'cert.pem'), join(out, 'key.pem')] as const;
  const present = paths.filter((path) => existsSync(path));
  if (present.length > 0 && !force) {
    throw new CommandError(
      `${present.join(' and ')} already ${present.length === 1 ? 'exists' : 'exist'}; --force replaces existing files`,
    );
  }
  const { makeSelfSigned } = await import('./self-signed.ts');
  const names = hosts.length > 0 ? hosts : ['localhost', '127.0.0.1', '::1'];
  const { certificate, key, fingerprint, notAfter } = await makeSelfSigned(names, days, keyType);
  write(paths[1], key, 0o600, force);
  write(paths[0], certificate, 0o644, force);
  print(`${color.green('wrote')} ${paths.join(' and ')}: for ${names.join(', ')}, until ${notAfter.toISOString()}`);
  print(`sha-256 ${fingerprint}`);
}

/** `wx`, because another process may have created a file or a link since the check. */
function write(path: string, text: string, mode: number, force: boolean): void {
  try {
    if (force) rmSync(path, { force: true });
    writeFileSync(path, text, { mode, flag: 'wx' });
  } catch (error) {
    throw new CommandError(`cannot write ${path}: ${reasonOf(error)}`);
  }
}

function collectHost(host: string, before: readonly string[] | undefined): readonly string[] {
  const label = '(?!-)[A-Za-z0-9_-]{1,63}(?<!-)';
  const name = new RegExp(`^(\\*\\.)?${label}(\\.${label})*$`);
  // Certificates hold names beyond ASCII as A-labels; RFC 5280 section 7.2.
  const ascii = isIP(host) === 0 ? domainToASCII(host) || host : host;
  if (isIP(ascii) === 0 && (!name.test(ascii) || ascii.length > 253)) {
    throw new InvalidArgumentError('It is not a host name or an IP address.');
  }
  return [...(before ?? []), ascii];
}
