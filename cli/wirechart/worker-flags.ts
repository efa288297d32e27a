import type { Command } from 'commander';
import { UsageError } from '../terminal/failure.ts';
import { parseCount } from '../terminal/option-values.ts';

/** The flag for several threads, and those that it excludes or needs. */
export interface WorkerFlags {
  readonly workers?: number;
  readonly echo?: boolean;
  readonly raw?: boolean;
  readonly psk?: string;
  readonly earlyData?: number;
  readonly requestCertAfter?: number;
  readonly addon?: string;
}

/** Adds the flag to a command. */
export function addWorkerFlag(command: Command): void {
  command.option(
    '--workers <n>',
    'send data back in so many threads, 1 to 63, without writing it to standard output; with --echo',
    parseCount,
  );
}

/** Flags that have no meaning for the workers, and what to do instead. */
const EXCLUDED: readonly (readonly [name: keyof WorkerFlags, flag: string, reason: string])[] = [
  ['raw', '--raw', 'received data is not written; leave it out'],
  ['psk', '--psk', 'keys are not passed to the threads; use --cert and --key, or --self-signed'],
  ['earlyData', '--early-data', 'the threads send back what arrives after the handshake; leave it out'],
  ['requestCertAfter', '--request-cert-after', 'clients are asked in the handshake; leave it out'],
  ['addon', '--addon', 'the threads use the addon of the package; leave it out'],
];

/** Throws UsageError for flags that cannot be combined. */
export function checkWorkerFlags(flags: WorkerFlags): void {
  if (flags.workers === undefined) return;
  if (flags.echo !== true) throw new UsageError('--workers needs --echo: the threads only send data back');
  for (const [name, flag, reason] of EXCLUDED) {
    if (flags[name] === undefined || flags[name] === false) continue;
    throw new UsageError(`${flag} cannot be used with --workers: ${reason}`);
  }
}
