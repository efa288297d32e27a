import { type Command, Option } from 'commander';
import { parseFactor, parseNatural, parseWholeTimeout } from '../terminal/option-values.ts';

/** The values of the flags for timers. */
export interface TimerFlags {
  readonly initialTimeout: number;
  readonly backoff: number;
  readonly maxTimeout: number;
  readonly retransmissions: number;
  readonly lookupTimeout: number;
}

/** Adds the flags for timers to a command. */
export function addTimerFlags(command: Command): void {
  command
    .addOption(
      new Option('--initial-timeout <time>', 'first value of the retransmission timer')
        .argParser(parseWholeTimeout)
        .default(1000, '1s'),
    )
    .addOption(
      new Option('--backoff <factor>', 'factor for this timer at each expiry: 1 to 10')
        .argParser(parseFactor)
        .default(2),
    )
    .addOption(
      new Option('--max-timeout <time>', 'largest value of this timer')
        .argParser(parseWholeTimeout)
        .default(60_000, '1m'),
    )
    .addOption(
      new Option('--lookup-timeout <time>', 'time limit for the lookup of a host name')
        .argParser(parseWholeTimeout)
        .default(10_000, '10s'),
    )
    .addOption(
      new Option('--retransmissions <n>', 'retransmissions of a flight before the handshake fails: 0 to 1000')
        .argParser(parseNatural)
        .default(12),
    );
}

/** The options of `connect()` and `listen()` for these flags. */
export function timerOptions(flags: TimerFlags) {
  return {
    initialTimeout: flags.initialTimeout,
    retransmitBackoff: flags.backoff,
    maxTimeout: flags.maxTimeout,
    maxRetransmissions: flags.retransmissions,
    lookupTimeout: flags.lookupTimeout,
  };
}

/** The flag of each of these options, for messages. */
export const timerFlagNames = {
  initialTimeout: { flag: '--initial-timeout' },
  retransmitBackoff: { flag: '--backoff' },
  maxTimeout: { flag: '--max-timeout' },
  maxRetransmissions: { flag: '--retransmissions' },
  handshakeTimeout: { flag: '--handshake-timeout' },
  lookupTimeout: { flag: '--lookup-timeout' },
};
