// The settings of one process of the bulk benchmarks, and its command line, which programs in C share.

/** One side of a contender: the same for every contender of a round. */
export interface BulkSettings {
  /** Bytes of a message. */
  readonly size: number;
  /** Messages that may be sent before the first of them is acknowledged. */
  readonly window: number;
  /** Messages for one acknowledgement. */
  readonly ackEvery: number;
  /** Milliseconds and messages before the measurement; both must be over. */
  readonly warmUp: number;
  readonly warmUpMessages: number;
  /** Milliseconds of the measurement. */
  readonly duration: number;
}

export type BulkRole = 'sender' | 'receiver';

/** Messages in flight: their buffers fit into the 4 MiB that Linux gives to a socket by default, so none is dropped. */
export const WINDOW = 1024;
export const ACK_EVERY = 128;
/** Bytes of a message unless the command line says otherwise. */
export const SIZE = 1200;
/** Bytes that the sockets of all contenders ask for. */
export const SOCKET_BUFFER = 4 << 20;

/** Numbers on the command line of a process. */
const NUMBERS = 7;

/** Arguments of a process; `port` is that of the receiver, 0 for the receiver itself. */
export function bulkArguments(role: BulkRole, port: number, settings: BulkSettings): string[] {
  const { size, window, ackEvery, warmUp, warmUpMessages, duration } = settings;
  return [role, ...[port, size, window, ackEvery, warmUp, warmUpMessages, duration].map(String)];
}

/** The inverse of `bulkArguments`. */
export function parseBulkArguments(words: readonly string[]): {
  readonly role: BulkRole;
  readonly port: number;
  readonly settings: BulkSettings;
  /** What follows: the mode of a program with several. */
  readonly mode: string | undefined;
} {
  const [role, ...rest] = words;
  const [port, size, window, ackEvery, warmUp, warmUpMessages, duration] = rest.slice(0, NUMBERS).map(Number);
  if (
    (role !== 'sender' && role !== 'receiver') ||
    rest.length < NUMBERS ||
    rest.slice(0, NUMBERS).some((word) => !(+word >= 0))
  ) {
    throw new Error('usage: sender|receiver PORT SIZE WINDOW ACK_EVERY WARM_UP_MS WARM_UP_MESSAGES DURATION_MS');
  }
  const settings = { size, window, ackEvery, warmUp, warmUpMessages, duration } as BulkSettings;
  return { role, port: port as number, settings, mode: rest[NUMBERS] };
}
