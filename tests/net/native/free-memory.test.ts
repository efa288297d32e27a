import { Session } from 'node:inspector/promises';
import test from 'ava';
import { loadAddon } from '../../../runtime/native/addon.ts';
import { FreeMemory, returnFreeMemory } from '../../../runtime/net/native/free-memory.ts';
import { addonTest } from '../../addon.ts';

/** A process whose clock and timers the test has. */
class FakeHost {
  time = 5;
  /** Milliseconds that a return takes. */
  duration = 10;
  returns = 0;
  #timers: [at: number, action: () => void][] = [];

  now = () => this.time;
  release = () => {
    this.returns += 1;
    this.time += this.duration;
  };
  later = (milliseconds: number, action: () => void) => void this.#timers.push([this.time + milliseconds, action]);

  get timers(): number {
    return this.#timers.length;
  }

  advance(milliseconds: number): void {
    this.time += milliseconds;
    const due = this.#timers.filter(([at]) => at <= this.time);
    this.#timers = this.#timers.filter(([at]) => at > this.time);
    for (const [, action] of due) action();
  }
}

test('memory is returned a second after a collection, and once for several', (t) => {
  const host = new FakeHost();
  const memory = new FreeMemory(host);
  memory.collected();
  memory.collected();
  t.is(host.timers, 1);
  host.advance(999);
  t.is(host.returns, 0);
  host.advance(1);
  t.is(host.returns, 1);
  host.advance(60_000);
  t.is(host.returns, 1);
});

test('a return waits until ten seconds after the last one, and two hundred times as long as that took', (t) => {
  for (const [duration, wait] of [
    [10, 10_000],
    [100, 20_000],
  ] as const) {
    const host = new FakeHost();
    host.duration = duration;
    const memory = new FreeMemory(host);
    memory.collected();
    host.advance(1000);
    memory.collected();
    host.advance(wait - 1);
    t.is(host.returns, 1);
    host.advance(1);
    t.is(host.returns, 2);
  }
});

addonTest('a collection of garbage makes the addon return memory', async (t) => {
  let returns = 0;
  const addon = { ...loadAddon(), returnFreeMemory: () => (returns += 1) };
  returnFreeMemory(addon);
  returnFreeMemory(addon);
  const session = new Session();
  session.connect();
  while (returns === 0) {
    await session.post('HeapProfiler.collectGarbage');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  session.disconnect();
  t.is(returns, 1);
  t.is(loadAddon().returnFreeMemory(), undefined);
});
