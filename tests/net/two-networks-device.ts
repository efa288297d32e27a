import { spawnSync } from 'node:child_process';
import { once } from 'node:events';

/** Waits for the virtual Ethernet device of this process's network and gives it the addresses of the command line. */
export async function deviceConnected(): Promise<void> {
  const connected = once(process, 'message');
  process.send?.('started');
  await connected;
  for (const address of process.argv.slice(2)) ip('address', 'add', `${address}/24`, 'dev', 'eth0');
  ip('link', 'set', 'lo', 'up');
  ip('link', 'set', 'eth0', 'up');
  process.send?.('ready');
}

function ip(...args: string[]): void {
  const { status } = spawnSync('ip', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`ip ${args.join(' ')} failed`);
}
