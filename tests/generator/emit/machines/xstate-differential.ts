import type { Chart, ChartState } from '../../../../generator/model/chart.ts';
import { leavesEntered } from '../../../../generator/model/chart-reach.ts';
import { candidatesIn, endsMachine } from '../../../../generator/model/chart-walk.ts';
import { Dice } from '../../seeded-random.ts';
import { CompiledActor } from './compiled-actor.ts';
import type { CompiledChart } from './compiled-chart.ts';
import { XstateActor, XstateOracle } from './xstate-actor.ts';

export interface Duel {
  /** The first difference between the two, in words; undefined when they agreed to the last. */
  readonly difference: string | undefined;
  /** Edges taken at least once. */
  readonly taken: ReadonlySet<number>;
  /** The answers that the guard of each edge was seen to give, as `12 true`. */
  readonly answers: ReadonlySet<string>;
  readonly steps: number;
}

export interface DuelOptions {
  readonly seed: string;
  readonly steps: number;
  /** Made once where one chart is fought over many times. */
  readonly oracle?: XstateOracle;
}

/** Lets the compiled chart and XState run side by side on the same random events, guards and timers. */
export function duel(
  chart: Chart,
  compiled: CompiledChart,
  { seed, steps, oracle = new XstateOracle(chart) }: DuelOptions,
): Duel {
  const dice = new Dice(seed);
  const onward = new Map(chart.leaves.map((leaf) => [leaf.path, eventsOnward(chart, leaf)]));
  const taken = new Set<number>();
  let round = 0;
  // Every other round is a calm one: guards that refuse and messages out of turn are rare, so it gets far.
  let calm = false;
  let ours = new CompiledActor(chart, compiled, `${seed} ${round}`);
  let theirs = new XstateActor(oracle, `${seed} ${round}`);
  const history: string[] = [];

  const run = (stimulus: string, act: (actor: CompiledActor | XstateActor) => void): string | undefined => {
    history.push(stimulus);
    try {
      act(ours);
    } catch (error) {
      return `${stimulus}: the compiled machine threw ${String(error)}`;
    }
    act(theirs);
    for (const edge of theirs.record.edges) taken.add(edge);
    const difference = compare(stimulus, ours, theirs);
    // Cleared afterwards: XState takes the first eventless transitions while the actor is made.
    ours.forget();
    theirs.forget();
    return difference && `after ${history.slice(-6).join(', ')}: ${difference}`;
  };

  let difference = run('start', (actor) => actor.start());
  let step = 1;
  for (; step < steps && difference === undefined; step++) {
    if (theirs.done) {
      difference = afterTheEnd(ours, chart);
      if (difference !== undefined) break;
      round += 1;
      calm = !calm;
      history.length = 0;
      ours = new CompiledActor(chart, compiled, `${seed} ${round}`);
      theirs = new XstateActor(oracle, `${seed} ${round}`);
      difference = run('start', (actor) => actor.start());
      continue;
    }
    const consent = dice.pick(calm ? [4, 4, 4, 64] : [8, 128, 248]);
    ours.world.begin(consent);
    theirs.world.begin(consent);
    const { pending } = theirs;
    if (pending.length > 0 && dice.once(6)) {
      const id = dice.pick(pending);
      difference = run(id, (actor) => actor.expire(id));
    } else {
      // A handshake ends at the first message out of turn: mostly follow events that lead on.
      const choice = theirs.leaves.flatMap((leaf) => onward.get(leaf) ?? []);
      const event = choice.length > 0 && !dice.once(calm ? 16 : 4) ? dice.pick(choice) : dice.pick(chart.events);
      difference = run(event, (actor) => actor.send(event));
    }
  }
  return { difference, taken, answers: oracle.answers, steps: step };
}

/** Events that may lead out of a leaf and not to the end. */
function eventsOnward(chart: Chart, leaf: ChartState): readonly string[] {
  const leaves = new Set(chart.leaves);
  return chart.events.filter((event) =>
    candidatesIn(leaf, { kind: 'event', event }).some((edge) => {
      const next = leavesEntered(edge, leaves);
      return next.some((entered) => entered !== leaf && !endsMachine(entered));
    }),
  );
}

function compare(stimulus: string, ours: CompiledActor, theirs: XstateActor): string | undefined {
  const differs = (what: string, left: string, right: string): string | undefined =>
    left === right ? undefined : `${what} ${left}, XState's ${right}`;
  return (
    differs('actions', ours.record.deeds.join(' '), theirs.record.deeds.join(' ')) ??
    differs('leaves', ours.leaves.join(' '), theirs.leaves.join(' ')) ??
    differs('edges', ours.record.edges.join(' '), theirs.record.edges.join(' ')) ??
    // XState starts by taking the first eventless transitions, and acts when it has.
    (stimulus === 'start'
      ? undefined
      : differs('edges told of after', ours.record.marks.join(' '), theirs.record.marks.join(' '))) ??
    differs('timers', ours.pending.join(' '), theirs.pending.join(' ')) ??
    differs('done', String(ours.done), String(theirs.done)) ??
    differs('regions with a place outside of their state', ours.strays.join(' '), '')
  );
}

/** A machine that has ended must not move any more, whatever comes. */
function afterTheEnd(ours: CompiledActor, chart: Chart): string | undefined {
  const before = ours.leaves.join(' ');
  ours.forget();
  for (const event of chart.events) ours.send(event);
  ours.expireAll();
  const deeds = ours.record.deeds.length + ours.record.edges.length;
  return deeds === 0 && ours.leaves.join(' ') === before
    ? undefined
    : `${before} is the end, but something happened: ${ours.record.deeds}`;
}

/** What of a chart did not happen in a duel, in words: edges never taken, guards that always said the same. */
export function neverSeen(chart: Chart, { taken, answers }: Duel): readonly string[] {
  return chart.edges.flatMap(({ index, source, trigger, guard, target }) => {
    const what = trigger.kind === 'event' ? trigger.event : trigger.kind === 'after' ? trigger.delay : trigger.kind;
    const edge = `edge ${index}, ${source.path || 'machine'} on ${what} to ${target?.path ?? 'itself'}`;
    return [
      ...(taken.has(index) ? [] : [`${edge} was never taken`]),
      ...(guard === undefined ? [] : [true, false])
        .filter((answer) => !answers.has(`${index} ${answer}`))
        .map((answer) => `${edge}: ${guard} never said ${answer ? 'yes' : 'no'}`),
    ];
  });
}
