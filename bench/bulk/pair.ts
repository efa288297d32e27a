// Runs one contender for one round: a receiver and a sender, each a process of its own on a core of its own.
import { SideProcess } from '../side-process.ts';
import { type BulkRole, type BulkSettings, bulkArguments } from './settings.ts';
import type { SideReport } from './span.ts';

/** How to start a side: program and arguments, before and after those of `bulkArguments`. */
export interface Command {
  readonly program: string;
  readonly before?: readonly string[];
  readonly after?: readonly string[];
}

/** The result of one contender in one round. */
export interface PairReport {
  /** Messages per millisecond at the receiver. */
  readonly goodput: number;
  /** CPU time for one message, in microseconds. */
  readonly senderCpu: number;
  readonly receiverCpu: number;
}

/** Milliseconds that a side may take besides warm-up and measurement. */
const GRACE = 60_000;

/** Rejects where a side fails, or where the sides disagree on the number of messages. */
export async function runPair(command: (role: BulkRole) => Command, settings: BulkSettings): Promise<PairReport> {
  return pairReport(...(await runSides(command, settings)));
}

/** The reports of sender and receiver. Rejects where a side fails. */
export async function runSides(
  command: (role: BulkRole) => Command,
  settings: BulkSettings,
): Promise<[sent: SideReport, received: SideReport]> {
  const receiver = sideProcess('receiver', command('receiver'), 0, settings);
  try {
    const { port } = await receiver.line<{ readonly port: number }>();
    const sender = sideProcess('sender', command('sender'), port, settings);
    try {
      const [sent, received] = await Promise.all([sender.line<SideReport>(), receiver.line<SideReport>()]);
      await Promise.all([sender.exited, receiver.exited]);
      return [sent, received];
    } finally {
      await sender.end();
    }
  } finally {
    await receiver.end();
  }
}

/** Throws where the sides disagree, or where nothing was measured. */
export function pairReport(sent: SideReport, received: SideReport): PairReport {
  if (sent.total !== received.total) {
    throw new Error(`${sent.total} messages were sent, ${received.total} received: nothing is measured`);
  }
  if (sent.messages === 0 || received.messages === 0) throw new Error('no message after the warm-up');
  return {
    goodput: received.messages / received.wall,
    senderCpu: (sent.cpu * 1000) / sent.messages,
    receiverCpu: (received.cpu * 1000) / received.messages,
  };
}

/** One side of a contender, on a core of its own. */
function sideProcess(
  name: BulkRole,
  { program, before = [], after = [] }: Command,
  port: number,
  settings: BulkSettings,
): SideProcess {
  const words = [program, ...before, ...bulkArguments(name, port, settings), ...after];
  const lifetime = settings.warmUp + settings.duration + GRACE;
  return new SideProcess({ name, words, core: name === 'sender' ? 0 : 1, lifetime });
}
