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

/** `WAIT_CV.JUDGING` gives `WaitCvJudging`; the machine itself is `Machine`. */
export function stateWord(state: ChartState): string {
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

/** Methods a generated port has beside the guards and actions of its chart. */
export const portMethods: readonly string[] = ['transition', 'startTimer', 'cancelTimer', 'fatal'];
