// The layer `timers`: the timers of 100,000 connections.
import { measureOptions, type Run } from '../layer.ts';
import type { Timing } from '../measurement.ts';
import { type Result, timedResult } from '../result.ts';
import { checkTimers } from './check.ts';
import { measureIdle } from './idle.ts';
import { IDLE_CASES } from './idle-host.ts';
import { measureBatches, measureBurst, measureEarliest, measureRearming, NAMES } from './operations.ts';

/** Seconds of each contender in each case of idle connections. */
const IDLE_SECONDS = 2;

/** Compares the wheel of the core with the heap that it replaced and with a `setTimeout` for each connection. */
export async function timers(run: Run): Promise<readonly Result[]> {
  await checkTimers();
  const options = measureOptions(run);
  run.log('measuring single operations beside 100,000 timers (about 12 s)');
  const { arm, cancel, fire } = await measureBatches(options);
  const results = [
    operation('arm', 'arm a timer, due within five minutes', arm),
    operation('rearm', 'a message arms the timer of a connection again, for five minutes', measureRearming(options)),
    operation(
      'rearmEarliest',
      'each packet arms the earliest of 100,000 timers of one second again',
      measureEarliest(options),
    ),
    operation('cancel', 'cancel a timer', cancel),
    operation('fire', 'a timer expires, one of 2000 within a millisecond', fire),
    operation('burst', 'a timer expires, one of 100,000 after time has jumped', measureBurst(options)),
  ];
  const seconds = run.seconds ?? IDLE_SECONDS;
  run.log(`measuring idle connections (about ${Math.ceil(12 * (seconds + Math.min(seconds, 1)))} s)`);
  for (const each of IDLE_CASES) results.push(await measureIdle(each, seconds));
  return results;
}

function operation(key: string, title: string, timings: Record<string, Timing>): Result {
  const keys = Object.fromEntries(Object.entries(NAMES).map(([each, name]) => [name, each]));
  return timedResult({ key, title, keys }, timings, timings[NAMES.wheel] as Timing);
}
