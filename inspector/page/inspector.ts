import type { InspectedChart, InspectedProtocol } from '../model/chart.ts';
import { type ConnectionState, type MachineState, machineKey } from '../model/connection-state.ts';
import { TraceModel } from '../model/trace-model.ts';
import type { TraceRecord, TransitionRecord } from '../model/trace-record.ts';

/** What the chart area shows: a machine of the trace, or a chart that is run by hand. */
export type Selection =
  | { readonly kind: 'machine'; readonly connection: string; readonly key: string; readonly chart: string }
  | { readonly kind: 'chart'; readonly chart: InspectedChart };

/** A part of the page. */
export interface View {
  /** Shows the present state of the inspector. */
  render(): void;
}

/** Milliseconds between two steps while playing. */
const STEP_INTERVAL_MS = 900;

/** The state of the page: the trace, the position in it, what is watched and what is selected. */
export class Inspector {
  protocols: readonly InspectedProtocol[] = [];
  model = new TraceModel();
  position = 0;
  /** Shows the newest step as steps arrive. */
  follows = false;
  isLive = false;
  /** The connections whose steps are shown: one, or both ends. */
  watched: readonly string[] = [];
  selection: Selection | undefined;
  /** Changes when the trace is another one, or its oldest steps were forgotten. */
  generation = 0;
  /** Called when the user selects a chart that is run by hand. */
  selectsChart: () => void = () => {};
  readonly #views: View[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;
  #frame: number | undefined;
  #forgotten = 0;

  addViews(...views: readonly View[]): void {
    this.#views.push(...views);
  }

  get playing(): boolean {
    return this.#timer !== undefined;
  }

  /** Shows another trace from its start. */
  show(model: TraceModel): void {
    this.#take(model);
    this.selection = undefined;
    this.follows = false;
    this.settle();
  }

  /** Starts with an empty trace. */
  startTrace(): TraceModel {
    return this.#take(new TraceModel(this.protocols.flatMap(({ charts }) => charts)));
  }

  #take(model: TraceModel): TraceModel {
    this.#stop();
    this.model = model;
    this.#forgotten = 0;
    this.generation++;
    this.position = 0;
    this.watched = [];
    return model;
  }

  /** Shows records that were added to the trace, with the next frame. */
  appended(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.settle();
    });
  }

  /** Takes the records that were added into account: chooses a connection and a machine where none is chosen. */
  settle(): void {
    const { model } = this;
    if (model.forgottenSteps !== this.#forgotten) {
      this.position = Math.max(0, this.position - (model.forgottenSteps - this.#forgotten));
      this.#forgotten = model.forgottenSteps;
      this.generation++;
    }
    if (this.follows) this.position = model.length;
    if (this.watched.length === 0) this.#watchFirst();
    this.render();
  }

  /** Watches a connection, and its peer where that is in the trace. */
  watch(connection: string): void {
    const state = this.model.stateAt(this.model.length).get(connection);
    const peer = state?.peer;
    const both =
      peer !== undefined && this.model.stateAt(this.model.length).has(peer) ? [connection, peer] : [connection];
    this.watched = both.toSorted((a, b) => Number(this.roleOf(a) === 'server') - Number(this.roleOf(b) === 'server'));
    this.generation++;
    this.#selectFirst();
    this.render();
  }

  roleOf(connection: string): string | undefined {
    return this.model.stateAt(this.model.length).get(connection)?.role;
  }

  select(selection: Selection): void {
    this.selection = selection;
    if (selection.kind === 'chart') this.selectsChart();
    this.render();
  }

  /** The chart in the chart area. */
  get chart(): InspectedChart | undefined {
    if (this.selection?.kind === 'chart') return this.selection.chart;
    return this.selection === undefined ? undefined : this.model.chart(this.selection.chart);
  }

  /** The watched connections at the present position. */
  get connections(): readonly ConnectionState[] {
    const state = this.model.stateAt(this.position);
    return this.watched.flatMap((connection) => state.get(connection) ?? []);
  }

  /** The selected machine at the present position; undefined before its first transition. */
  get machine(): MachineState | undefined {
    const { selection } = this;
    if (selection?.kind !== 'machine') return undefined;
    return this.model.stateAt(this.position).get(selection.connection)?.machines.get(selection.key);
  }

  /** Whether steps of this record are shown. */
  isWatched(record: TraceRecord): boolean {
    return record.type === 'dropped' || this.watched.includes(record.connection);
  }

  /** Index of the edge of a transition in its chart; -1 when the chart does not have it. */
  edgeOf({ machine, edge }: TransitionRecord): number {
    return this.model.edgeIndex(machine, edge);
  }

  goTo(position: number): void {
    const { length } = this.model;
    this.position = Math.max(0, Math.min(length, position));
    if (this.position === length) this.#stop();
    this.follows = this.isLive && this.position === length;
    this.render();
  }

  /** The next or previous step of the watched connections. */
  step(by: 1 | -1): void {
    let next = this.position + by;
    while (next > 0 && next <= this.model.length) {
      const record = this.model.step(next);
      if (record !== undefined && this.isWatched(record)) break;
      next += by;
    }
    this.goTo(next);
  }

  /** Shows a step and the machine that took a transition in it. */
  goToRecord(index: number): void {
    const record = this.model.record(index);
    if (record?.type === 'transition') {
      const { connection, machine } = record;
      this.selection = { kind: 'machine', connection, key: machineKey(record), chart: machine };
    }
    this.goTo(this.model.positionOf(index));
  }

  /** Starts playback, from the start if the last step is shown, or pauses it. */
  togglePlayback(): void {
    if (this.playing) {
      this.#stop();
      this.render();
      return;
    }
    if (this.position === this.model.length) this.position = 0;
    this.#timer = setInterval(() => this.step(1), STEP_INTERVAL_MS);
    this.follows = false;
    this.render();
  }

  /** All machines of the watched connections in the whole trace, so that the list does not change from step to step. */
  get machines(): readonly { readonly connection: string; readonly machines: readonly MachineState[] }[] {
    const state = this.model.stateAt(this.model.length);
    return this.watched.map((connection) => {
      const { role, machines } = state.get(connection) ?? {};
      // The machine of the handshake has the name of its role.
      const rank = ({ machine }: MachineState): number => (machine === role ? 0 : 1);
      return { connection, machines: [...(machines?.values() ?? [])].sort((a, b) => rank(a) - rank(b)) };
    });
  }

  render(): void {
    if (this.selection === undefined) this.#selectFirst();
    for (const view of this.#views) view.render();
  }

  #watchFirst(): void {
    const [first] = this.model.stateAt(this.model.length).keys();
    if (first !== undefined) this.watch(first);
  }

  /** The first machine of the watched connections, or the first chart. */
  #selectFirst(): void {
    for (const { connection, machines } of this.machines) {
      const [first] = machines;
      if (first === undefined) continue;
      this.selection = { kind: 'machine', connection, key: machineKey(first), chart: first.machine };
      return;
    }
    const chart = this.protocols[0]?.charts[0];
    if (chart !== undefined && this.selection === undefined) this.selection = { kind: 'chart', chart };
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
