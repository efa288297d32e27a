import type { Chart, ChartState } from '../../../../generator/model/chart.ts';
import { enteredLeaves } from '../../../../generator/model/chart-reachability.ts';
import { candidatesIn, endsMachine } from '../../../../generator/model/chart-walk.ts';
import { SeededRandom } from '../../seeded-random.ts';
import { CompiledActor } from './compiled-actor.ts';
import type { CompiledChart } from './compiled-chart.ts';
import { XstateActor, XstateOracle } from './xstate-actor.ts';

export interface XstateComparison {
  /** A description of the first difference; undefined where there is none. */
  readonly difference: string | undefined;
  /** Edges taken at least once. */
  readonly taken: ReadonlySet<number>;
  /** The results of the guard of each edge, as `12 true`. */
  readonly answers: ReadonlySet<string>;
  readonly steps: number;
}

export interface ComparisonOptions {
  readonly seed: string;
  readonly steps: number;
  /** Built once where one chart is compared many times. */
  readonly oracle?: XstateOracle;
}

/** Runs the compiled chart and XState on the same random events, guards and timers. */
export function compareWithXstate(
  chart: Chart,
  compiled: CompiledChart,
  { seed, steps, oracle = new XstateOracle(chart) }: ComparisonOptions,
): XstateComparison {
  const random = new SeededRandom(seed);
  const productive = new Map(chart.leaves.map((leaf) => [leaf.path, productiveEvents(chart, leaf)]));
  const taken = new Set<number>();
  let round = 0;
  // In every second round false guards and unexpected messages are rare, so it gets further.
  let isCalm = false;
  let ours = new CompiledActor(chart, compiled, `${seed} ${round}`);
  let theirs = new XstateActor(oracle, `${seed} ${round}`);
  const history: string[] = [];

  const run = (input: string, act: (actor: CompiledActor | XstateActor) => void): string | undefined => {
    history.push(input);
    try {
      act(ours);
    } catch (error) {
      return `${input}: the compiled machine threw ${String(error)}`;
    }
    act(theirs);
    for (const edge of theirs.record.edges) taken.add(edge);
    const difference = compare(chart, input, ours, theirs);
    // Cleared afterwards: XState takes the first eventless transitions while the actor is created.
    ours.clearRecord();
    theirs.clearRecord();
    return difference && `after ${history.slice(-6).join(', ')}: ${difference}`;
  };

  let difference = run('start', (actor) => actor.start());
  let step = 1;
  for (; step < steps && difference === undefined; step++) {
    if (theirs.done || theirs.failed) {
      difference = theirs.failed ? undefined : afterTheEnd(ours, chart);
      if (difference !== undefined) break;
      round += 1;
      isCalm = !isCalm;
      history.length = 0;
      ours = new CompiledActor(chart, compiled, `${seed} ${round}`);
      theirs = new XstateActor(oracle, `${seed} ${round}`);
      difference = run('start', (actor) => actor.start());
      continue;
    }
    if (random.oneIn(20)) ours.revive();
    const guardOdds = random.pick(isCalm ? [4, 4, 4, 64] : [8, 128, 248]);
    ours.environment.beginStep(guardOdds);
    theirs.environment.beginStep(guardOdds);
    const { pending, running } = theirs;
    if (running.length > 0 && random.oneIn(6)) {
      const id = random.pick(running);
      const failed = random.oneIn(4);
      difference = run(`${failed ? 'error' : 'done'} ${id}`, (actor) => actor.endActor(id, failed));
    } else if (pending.length > 0 && random.oneIn(6)) {
      const id = random.pick(pending);
      difference = run(id, (actor) => actor.expire(id));
    } else {
      // A handshake ends at the first unexpected message, so most events are those that lead to a further state.
      const choice = theirs.leaves.flatMap((leaf) => productive.get(leaf) ?? []);
      const event =
        choice.length > 0 && !random.oneIn(isCalm ? 16 : 4) ? random.pick(choice) : random.pick(chart.events);
      difference = run(event, (actor) => actor.send(event));
    }
  }
  return { difference, taken, answers: oracle.answers, steps: step };
}

/** Events that may lead out of a leaf without ending the machine. */
function productiveEvents(chart: Chart, leaf: ChartState): readonly string[] {
  const leaves = new Set(chart.leaves);
  return chart.events.filter((event) =>
    candidatesIn(leaf, { kind: 'event', event }).some((edge) => {
      const next = enteredLeaves(edge, leaves);
      return next.some((entered) => entered !== leaf && !endsMachine(entered));
    }),
  );
}

function compare(chart: Chart, input: string, ours: CompiledActor, theirs: XstateActor): string | undefined {
  const differs = (what: string, left: string, right: string): string | undefined =>
    left === right ? undefined : `${what} ${left}, XState's ${right}`;
  return (
    differs('actions', outputsOf(ours), outputsOf(theirs)) ??
    differs('failed', String(ours.failed), String(theirs.failed)) ??
    (theirs.failed ? undefined : differs('leaves', ours.leaves.join(' '), theirs.leaves.join(' '))) ??
    differs('edges', ours.record.edges.join(' '), theirs.record.edges.join(' ')) ??
    // At its start XState takes the first eventless transitions before it performs their actions.
    (input === 'start'
      ? undefined
      : differs(
          'outputs before each edge',
          ours.record.outputCounts.join(' '),
          theirs.record.outputCounts.join(' '),
        )) ??
    differs('timers', ours.pending.join(' '), theirs.pending.join(' ')) ??
    differs('done', String(ours.done), String(theirs.done)) ??
    differs('tags', tagged(chart, ours), tagged(chart, theirs)) ??
    differs('output', JSON.stringify(ours.output) ?? '', JSON.stringify(theirs.output) ?? '') ??
    differs('active regions of inactive states', ours.staleRegions.join(' '), '')
  );
}

/** At the end XState stops the actors after all exit actions, in the order in which they were started. */
function outputsOf(actor: CompiledActor | XstateActor): string {
  // XState clears the timers of a machine that fails without an action.
  const outputs = actor.record.outputs.filter((output) => !actor.failed || !output.startsWith('cancel '));
  if (!actor.done && !actor.failed) return outputs.join(' ');
  const isStop = (output: string): boolean => output.startsWith('stop ');
  return [...outputs.filter((output) => !isStop(output)), ...outputs.filter(isStop).toSorted()].join(' ');
}

/** The tags of the active states. */
function tagged(chart: Chart, actor: CompiledActor | XstateActor): string {
  const tags = new Set([chart.root, ...chart.states].flatMap((state) => state.tags));
  return [...tags].filter((tag) => actor.hasTag(tag)).join(' ');
}

/** A machine in its final state must ignore every event and timer. */
function afterTheEnd(ours: CompiledActor, chart: Chart): string | undefined {
  const before = ours.leaves.join(' ');
  ours.clearRecord();
  for (const event of chart.events) ours.send(event);
  ours.expireAll();
  const outputs = ours.record.outputs.length + ours.record.edges.length;
  return outputs === 0 && ours.leaves.join(' ') === before
    ? undefined
    : `${before} is final, but the machine acts: ${ours.record.outputs}`;
}

/** What a comparison did not cover: edges never taken, guards that always had the same result. */
export function uncovered(chart: Chart, { taken, answers }: XstateComparison): readonly string[] {
  return chart.edges.flatMap(({ index, source, trigger, guard, targets }) => {
    const what = trigger.kind === 'event' ? trigger.event : trigger.kind === 'after' ? trigger.delay : trigger.kind;
    const edge = `edge ${index}, ${source.path || 'machine'} on ${what} to ${targets.map(({ path }) => path).join(' and ') || 'itself'}`;
    return [
      ...(taken.has(index) ? [] : [`${edge} was never taken`]),
      ...(guard === undefined ? [] : [true, false])
        .filter((answer) => !answers.has(`${index} ${answer}`))
        .map((answer) => `${edge}: ${guard?.text} was never ${answer}`),
    ];
  });
}
