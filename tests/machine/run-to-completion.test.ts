import test from 'ava';
import { RunToCompletion } from 'wirechart/runtime';

/** Records the codes it handles. `actions` run while a code is handled. */
class RecordingMachine extends RunToCompletion {
  readonly handled: (number | 'initial' | 'cleared')[] = [];
  readonly actions = new Map<number | 'initial', () => void>();

  send(code: number): void {
    this.handle(code);
  }

  protected override enterInitial(): void {
    this.handled.push('initial');
    this.actions.get('initial')?.();
  }

  protected override step(code: number): void {
    this.actions.get(code)?.();
    this.handled.push(code);
  }

  override save(): readonly number[] {
    return [this.handled.length];
  }

  protected override restore(): boolean {
    return true;
  }

  protected override clearInternal(): void {
    this.handled.push('cleared');
  }
}

test('events sent before start are handled after the initial state, in order', (t) => {
  const machine = new RecordingMachine();
  machine.send(1);
  machine.send(2);
  t.deepEqual(machine.handled, []);
  machine.start();
  machine.start();
  t.deepEqual(machine.handled, ['initial', 1, 2, 'cleared']);
});

test('an event that an action sends is handled after the current one', (t) => {
  const machine = new RecordingMachine();
  machine.actions.set(1, () => machine.send(2));
  machine.start();
  machine.send(1);
  t.deepEqual(machine.handled, ['initial', 'cleared', 1, 2, 'cleared']);
});

for (const thrower of ['initial', 1] as const) {
  test(`an error in ${thrower === 1 ? 'an action' : 'start'} reaches the caller, drops the queue, and the machine can be used`, (t) => {
    const machine = new RecordingMachine();
    machine.actions.set(thrower, () => {
      machine.send(2);
      throw new RangeError('action');
    });
    const run = () => {
      machine.start();
      machine.send(1);
    };
    t.throws(run, { instanceOf: RangeError });
    machine.actions.clear();
    machine.send(3);
    t.false(machine.handled.includes(2));
    t.deepEqual(machine.handled.slice(-3), ['cleared', 3, 'cleared']);
  });
}

test('the 17th queued event is refused', (t) => {
  const machine = new RecordingMachine();
  for (let code = 0; code < 16; code++) machine.send(code);
  t.throws(() => machine.send(16), { code: 'ERR_WIRECHART_MACHINE_OVERFLOW' });
});
