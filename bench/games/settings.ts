// The settings of one process of the games benchmark, and its command line.

/** One side: the same for every contender. */
export interface GameSettings {
  readonly connections: number;
  /** Messages per second of each side of each connection. */
  readonly rate: number;
  /** Bytes of a message. */
  readonly size: number;
  /** Milliseconds before the measurement, and of the measurement. */
  readonly warmUp: number;
  readonly duration: number;
}

export type GameRole = 'client' | 'server';

export const CONNECTIONS = 1000;
export const RATE = 60;
export const MESSAGE_BYTES = 100;

/** Numbers on the command line of a process. */
const NUMBERS = 6;

/** Arguments of a process; `port` is that of the server, 0 for the server itself. */
export function gameArguments(role: GameRole, port: number, settings: GameSettings): string[] {
  const { connections, rate, size, warmUp, duration } = settings;
  return [role, ...[port, connections, rate, size, warmUp, duration].map(String)];
}

/** The inverse of `gameArguments`. */
export function parseGameArguments(words: readonly string[]): {
  readonly role: GameRole;
  readonly port: number;
  readonly settings: GameSettings;
  /** What follows: the mode of a program with several. */
  readonly mode: string | undefined;
} {
  const [role, ...rest] = words;
  const numbers = rest.slice(0, NUMBERS).map(Number);
  const [port, connections, rate, size, warmUp, duration] = numbers;
  if ((role !== 'client' && role !== 'server') || numbers.length < NUMBERS || !numbers.every((each) => each >= 0)) {
    throw new Error('usage: client|server PORT CONNECTIONS RATE SIZE WARM_UP_MS DURATION_MS');
  }
  const settings = { connections, rate, size, warmUp, duration } as GameSettings;
  return { role, port: port as number, settings, mode: rest[NUMBERS] };
}
