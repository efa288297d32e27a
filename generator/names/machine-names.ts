import type { Chart, ChartState } from '../model/chart.ts';
import type { ChartTimer } from '../model/chart-walk.ts';

/** Every identifier of the code generated for a chart. */
export interface MachineNames {
  /** `postHandshakeAuth` gives `post-handshake-auth`. */
  readonly file: string;
  /** Camel case, for constants: `flight`. */
  readonly lower: string;
  /** Pascal case, for types and the class: `Flight`. */
  readonly upper: string;
}

export function machineNames(chart: Chart): MachineNames {
  const { id } = chart;
  return {
    file: id.replace(/[A-Z]+/g, (capitals) => `-${capitals.toLowerCase()}`),
    lower: id,
    upper: id.charAt(0).toUpperCase() + id.slice(1),
  };
}

/** The type and constant with the places of a region: `FlightState`, `ConnectionConnectedWriteState`. */
export function regionType(chart: Chart, region: ChartState): string {
  return `${machineNames(chart).upper}${region.path === '' ? '' : stateIdentifier(region)}State`;
}

/** The list with the names of these places. */
export function regionNames(chart: Chart, region: ChartState): string {
  return `${machineNames(chart).lower}${region.path === '' ? '' : stateIdentifier(region)}StateNames`;
}

/** The property with the active state of a region: `state`, `connectedWriteState`. */
export function regionField(region: ChartState): string {
  return region.path === '' ? 'state' : `${uncapitalize(stateIdentifier(region))}State`;
}

export function uncapitalize(word: string): string {
  return word.charAt(0).toLowerCase() + word.slice(1);
}

/** `WAIT_CV.VERIFYING` gives `WaitCvVerifying`; the machine itself is `Machine`. */
export function stateIdentifier(state: ChartState): string {
  if (state.path === '') return 'Machine';
  return state.path
    .split(/[._]/)
    .filter((word) => word !== '')
    .map((word) => word.charAt(0).toUpperCase() + (/[a-z]/.test(word) ? word.slice(1) : word.slice(1).toLowerCase()))
    .join('');
}

/** `WAITING.ARMED.retransmit`. */
export function timerKey({ state, delay }: ChartTimer): string {
  return state.path === '' ? delay : `${state.path}.${delay}`;
}

/** Methods of every generated port besides the guards and actions of its chart. */
export const portMethods: readonly string[] = [
  'transition',
  'startTimer',
  'cancelTimer',
  'startActor',
  'stopActor',
  'fatal',
];
