import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { CommandError, UsageError } from './failure.ts';
import { parseCount, reasonOf } from './option-values.ts';
import { color, print } from './terminal.ts';

const examples = `
Examples:
  $ wirechart cert                                    for localhost, 127.0.0.1 and ::1
  $ wirechart cert device.example 192.0.2.7 --days 7
  $ wirechart cert --out keys --force                 keys/cert.pem and keys/key.pem, replacing what is there

The certificate signs itself: clients trust it with --ca cert.pem. It is for tests, not for the world.
`;

interface Options {
  readonly days: number;
  readonly out: string;
  readonly force?: boolean;
}

export function addCert(program: Command): void {
  program
    .command('cert')
    .description('make a certificate and a key for tests (P-256, self-signed)')
    .argument('[hosts...]', 'names and addresses it is for', collectHost)
    .option('--days <n>', 'days it is valid', parseCount, 30)
    .option('--out <dir>', 'folder for cert.pem and key.pem', '.')
    .option('--force', 'replace files that are there')
    .addHelpText('after', examples)
    .action(cert);
}

async function cert(hosts: readonly string[], { days, out, force = false }: Options): Promise<void> {
  // The years of a certificate have four digits.
  if (days > 36_500) throw new UsageError('--days: a hundred years is the most');
  if (!existsSync(out) || !statSync(out).isDirectory()) throw new CommandError(`${out} is not a folder`);
  const paths = [join(out, 'cert.pem'), join(out, 'key.pem')] as const;
  const present = paths.filter((path) => existsSync(path));
  if (present.length > 0 && !force) {
    throw new CommandError(`${present.join(' and ')} would be replaced; say --force for that`);
  }
  const { makeSelfSigned } = await import('./self-signed.ts');
  const names = hosts.length > 0 ? hosts : ['localhost', '127.0.0.1', '::1'];
  const { certificate, key, notAfter } = await makeSelfSigned(names, days);
  write(paths[1], key, 0o600, force);
  write(paths[0], certificate, 0o644, force);
  print(`${color.green('wrote')} ${paths.join(' and ')}: for ${names.join(', ')}, until ${notAfter.toISOString()}`);
}

/** `wx` once more: between the look and here somebody may have put a file, or a link, in its place. */
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
  if (isIP(host) === 0 && (!name.test(host) || host.length > 253)) {
    throw new InvalidArgumentError('It is neither a host name nor an address.');
  }
  return [...(before ?? []), host];
}
