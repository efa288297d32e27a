import { transformSync } from 'esbuild';
import { machineText } from '../../../../generator/emit/machines/emit-machines.ts';
import type { Chart } from '../../../../generator/model/chart.ts';
import { regionsOf } from '../../../../generator/model/chart-region.ts';
import { machineNames, regionNames } from '../../../../generator/names/machine-names.ts';
import type {
  MachineEdge,
  MachinePort,
  MachineTables,
  MachineTimer,
  RunToCompletion,
} from '../../../../runtime/machine/index.ts';

/** The exports of the module generated for a chart, under names that do not depend on the chart. */
export interface CompiledChart {
  readonly create: (port: CompiledPort) => CompiledMachine & RunToCompletion;
  /** The names of the states of each compound region, by its path. */
  readonly stateNames: ReadonlyMap<string, readonly string[]>;
  readonly events: readonly string[];
  readonly edges: readonly MachineEdge[];
  readonly timers: readonly MachineTimer[];
  readonly tables: MachineTables;
}

export interface CompiledMachine {
  /** The active state of each region, by the name of its getter. */
  readonly [query: string]: unknown;
  readonly done: boolean;
  readonly failed: boolean;
  start(): void;
  send(event: number): void;
  elapsed?(timer: number): void;
  actorDone?(actor: number): void;
  actorFailed?(actor: number): void;
  hasTag?(tag: string): boolean;
}

/** Guards and actions are additional methods, one per name in the chart. */
export interface CompiledPort extends MachinePort {
  startActor(actor: number): void;
  stopActor(actor: number): void;
  startTimer(timer: number): void;
  cancelTimer(timer: number): void;
  fatal(alert: string, ref: string): void;
  [name: string]: (...args: never[]) => unknown;
}

/** The text that the generator writes, with the runtime imported from the folder where the tests run. */
export function compiledText(chart: Chart): string {
  return machineText(chart, new URL('../../../../runtime/machine/index.js', import.meta.url).href);
}

/** Loads the compiled text or a mutation of it. */
export async function loadCompiled(chart: Chart, text = compiledText(chart)): Promise<CompiledChart> {
  const { code } = transformSync(text, { loader: 'ts', format: 'esm' });
  const module = await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
  const { lower, upper } = machineNames(chart);
  const stateNames = regionsOf(chart).map((region) => [region.path, module[regionNames(chart, region)]] as const);
  const Machine: new (port: CompiledPort) => CompiledMachine & RunToCompletion = module[`${upper}Machine`];
  return {
    create: (port) => new Machine(port),
    stateNames: new Map(stateNames),
    events: module[`${lower}EventNames`],
    edges: module[`${lower}Edges`],
    timers: module[`${lower}Timers`] ?? [],
    tables: module[`${lower}Tables`],
  };
}
