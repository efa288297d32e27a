import { sentenceOf } from './inspected-chart.ts';
import { duration, grouped } from './numbers.ts';
import type { Recording, RecordingStep } from './recording.ts';
import type { Move, Replay } from './replay.ts';

/** What the page's script is given, as JSON inside the page. */
export interface PageData {
  /** In the order of the page's panes. */
  readonly machines: readonly { readonly initial: readonly string[] }[];
  readonly steps: readonly PageStep[];
}

export interface PageStep {
  readonly time: string;
  /** The whole step in one sentence. */
  readonly sentence: string;
  /** Present when a machine moved: which one, along which edge, the leaves that left, and all it is in now. */
  readonly move?: {
    readonly machine: number;
    readonly edge: number;
    readonly from: readonly string[];
    readonly active: readonly string[];
  };
}

export function pageData(recording: Recording, { machines, moves }: Replay): PageData {
  return {
    machines: machines.map(({ initial }) => ({ initial })),
    steps: recording.steps.map((step, place): PageStep => {
      const move = moves[place];
      const told = { time: duration(step.time), sentence: sentence(step, move) };
      if (move === undefined) return told;
      return { ...told, move: { machine: move.machine, edge: move.index, from: move.from, active: move.active } };
    }),
  };
}

function sentence(step: RecordingStep, move: Move | undefined): string {
  switch (step.kind) {
    case 'datagram': {
      const what = `The ${step.from} sends ${grouped(step.length)} bytes: ${step.records.join(', ')}.`;
      return step.arrival === undefined
        ? `${what} They are lost.`
        : `${what} They arrive at ${duration(step.arrival)}.`;
    }
    case 'event':
      return `The ${step.peer}: ${step.text}`;
    case 'transition': {
      if (move === undefined) return '';
      const whose = step.machine === step.peer ? `The ${step.peer}` : `The ${step.peer}’s ${step.machine}`;
      const note = move.unexpected ? ' The chart has no such edge in this state.' : '';
      return `${whose} in ${move.from.join(' and ')} on ${move.edge.trigger}: ${sentenceOf(move.edge)}${note}`;
    }
  }
}
