// The processor time that the timers of 100,000 connections take while little or nothing happens.
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Gate, Result, Row } from '../result.ts';
import { SideProcess } from '../side-process.ts';
import { HOST_KEYS, type HostKey, type IdleCase } from './idle-host.ts';
import { NAMES } from './operations.ts';

/** The most that the timers of 100,000 idle connections may take of a core, in percent. */
const MAX_SHARE = 1;
const PROGRAM = fileURLToPath(new URL('programs/idle.js', import.meta.url));

const titles: Readonly<Record<IdleCase, string>> = {
  idle: '100,000 idle connections: timers over five minutes, none expires',
  messages: '100,000 connections with a message in 30 seconds each, which arms a timer of five minutes again',
  expiring: '100,000 timers over five minutes expire, 333 in a second',
};

/** The share of one core that a process of each contender takes, one after another. */
export async function measureIdle(idleCase: IdleCase, seconds: number): Promise<Result> {
  const shares: Record<HostKey, number> = { wheel: 0, heap: 0, timeouts: 0, none: 0 };
  for (const key of HOST_KEYS) {
    const words = [process.execPath, PROGRAM, key, idleCase, `${seconds}`];
    const side = new SideProcess({ name: key, words, lifetime: 60_000 + 4000 * seconds });
    shares[key] = await side.line<number>();
    await side.exited;
  }
  const names = { ...NAMES, none: idleCase === 'expiring' ? 'as many turns of the event loop' : 'no timers' };
  const rows = HOST_KEYS.map((key): Row => {
    const share = shares[key];
    return { key, name: names[key], median: share, best: share, low: share, high: share, ratio: share / shares.wheel };
  });
  const title = titles[idleCase];
  return { key: idleCase, title, unit: '% of a core', rows, gates: gatesOf(idleCase, shares), ratios: {}, missing: [] };
}

/** What handles messages, and what wakes a process, is not the work of timers. */
function gatesOf(idleCase: IdleCase, { wheel, none }: Readonly<Record<HostKey, number>>): readonly Gate[] {
  const limit = { max: MAX_SHARE };
  if (idleCase === 'expiring') return [];
  if (idleCase === 'idle')
    return [{ claim: 'share of a core, 100,000 idle connections:', measured: wheel, limit, unit: ' %' }];
  const claim = 'share of a core, 100,000 connections with a message in 30 seconds each, above that without timers:';
  return [{ claim, measured: wheel - none, limit, unit: ' %' }];
}
