import { readFileSync } from 'node:fs';

/** The lines of a key log in NSS format, sorted; comments left out. */
export function keyLogLines(file: string): string[] {
  return readFileSync(file, 'latin1')
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line))
    .toSorted();
}

/** One line of such a log. */
export function keyLogLine(label: string, clientRandom: Uint8Array, secret: Uint8Array): string {
  return `${label} ${Buffer.from(clientRandom).toString('hex')} ${Buffer.from(secret).toString('hex')}`;
}
