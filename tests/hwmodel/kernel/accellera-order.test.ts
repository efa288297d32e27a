import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import { AnyOf, Kernel, type KernelEvent, type PrimitiveChannel, type Wait } from '../../../hwmodel/kernel/index.ts';

const FOLDER = 'tests/hwmodel/vectors';

// Each vector holds random processes and the trace that Accellera SystemC 2.3.4 wrote for them: thousands of immediate,
// delta and timed notifications, cancellations, waits for one, for any and with a time limit, and several runs.
for (const file of readdirSync(FOLDER).filter((name) => name.startsWith('accellera-order-'))) {
  test(`processes run in the order of Accellera SystemC 2.3.4: ${file}`, (t) => {
    const [script = '', trace = ''] = readFileSync(`${FOLDER}/${file}`, 'utf8').split('\ntrace\n');
    const expected = trace.trim().split('\n');
    t.true(expected.length > 700, 'the vector holds a trace');
    const actual = simulate(script);
    // The first difference is more readable than two long lists.
    const differs = expected.findIndex((line, index) => line !== actual[index]);
    t.is(actual[differs], expected[differs], `line ${differs} of the trace`);
    t.is(actual.length, expected.length);
  });
}

interface Activation {
  readonly actions: readonly (readonly string[])[];
  readonly wait: readonly string[];
}

interface Program {
  readonly method: boolean;
  readonly initialize: boolean;
  readonly sensitivity: readonly number[];
  readonly activations: Activation[];
}

function simulate(script: string): readonly string[] {
  const kernel = new Kernel();
  const events: KernelEvent[] = [];
  const channels: PrimitiveChannel[] = [];
  const programs: Program[] = [];
  const runs: number[] = [];
  const trace: string[] = [];
  let budget = 0;
  const eventAt = (index: string | number = ''): KernelEvent => events[Number(index)] ?? kernel.event('missing');

  for (const line of script.split('\n')) {
    const [keyword = '', ...rest] = line.split(' ');
    const count = Number(rest[0]);
    if (keyword === 'events') for (let i = 0; i < count; i++) events.push(kernel.event(`e${i}`));
    if (keyword === 'channels') {
      for (let i = 0; i < count; i++) {
        channels.push({ updateRequested: false, update: () => eventAt(i).notifyDelta() });
      }
    }
    if (keyword === 'budget') budget = count;
    if (keyword === 'run') runs.push(...rest.map(Number));
    if (keyword === 'method' || keyword === 'thread') {
      const sensitivity = rest.slice(1).map(Number);
      programs.push({ method: keyword === 'method', initialize: rest[0] === '1', sensitivity, activations: [] });
    }
    if (keyword === 'act') {
      const parts = line
        .slice('act '.length)
        .split(' | ')
        .map((part) => part.split(' '));
      programs.at(-1)?.activations.push({ actions: parts.slice(0, -1), wait: parts.at(-1) ?? [] });
    }
  }

  const act = ([keyword, index, ps]: readonly string[]): void => {
    const channel = channels[Number(index)];
    if (keyword === 'u' && channel !== undefined) kernel.requestUpdate(channel);
    if (keyword === 'i') eventAt(index).notifyImmediate();
    if (keyword === 'd') eventAt(index).notifyDelta();
    if (keyword === 't') eventAt(index).notifyAfter(Number(ps));
    if (keyword === 'c') eventAt(index).cancel();
  };
  const waitOf = ([keyword, first, ...rest]: readonly string[]): Wait => {
    if (keyword === 'e') return eventAt(first);
    if (keyword === 'p') return Number(first);
    if (keyword === 'o') return new AnyOf([first, ...rest].map(eventAt));
    if (keyword === 'x') return new AnyOf(rest.map(eventAt), Number(first));
    return undefined;
  };

  for (const [index, { method, initialize, sensitivity, activations }] of programs.entries()) {
    let next = 0;
    const activate = (): Wait => {
      if (budget-- <= 0) {
        kernel.stop();
        return 0;
      }
      trace.push(`${kernel.now} ${index}`);
      const activation = activations[next++ % activations.length];
      for (const action of activation?.actions ?? []) act(action);
      return waitOf(activation?.wait ?? []);
    };
    const options = { initialize, sensitivity: sensitivity.map(eventAt) };
    if (method) {
      const body = (): void => {
        const wait = activate();
        if (wait !== undefined) kernel.nextTrigger(wait);
      };
      kernel.method(`m${index}`, body, options);
    } else {
      const body = function* () {
        for (;;) yield activate();
      };
      kernel.thread(`t${index}`, body, options);
    }
  }
  for (const run of runs) {
    if (kernel.phase === 'stopped') break;
    kernel.run(run < 0 ? undefined : run);
    trace.push(`at ${kernel.now} ${kernel.deltaCount}`);
  }
  return trace;
}
