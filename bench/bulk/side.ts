// The main function of a contender that runs on Node: one process for the sender, one for the receiver.
import process from 'node:process';
import { type BulkSettings, parseBulkArguments } from './settings.ts';
import type { SideReport } from './span.ts';

/** The two sides of a contender. Each calls `end` once, after which its process ends. */
export interface Sides {
  /** `listening` is called with the port. */
  receive(settings: BulkSettings, listening: (port: number) => void, end: (report: SideReport) => void): void;
  /** `port`: that of the receiver. */
  send(settings: BulkSettings, port: number, end: (report: SideReport) => void): void;
}

/** Runs the side that the command line names. `sidesOf` is called with the mode that it names. */
export function runSide(sidesOf: (mode: string | undefined) => Sides): void {
  const { role, port, settings, mode } = parseBulkArguments(process.argv.slice(2));
  const end = (report: SideReport): void => {
    print(report);
    // Acknowledgements may still be on their way to the system.
    setTimeout(() => process.exit(0), 20);
  };
  const sides = sidesOf(mode);
  if (role === 'sender') sides.send(settings, port, end);
  else sides.receive(settings, (own) => print({ port: own }), end);
}

function print(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
