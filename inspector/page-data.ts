// The data of a recording for the script of the page.
import { sentenceOf } from './inspected-chart.ts';
import { formatCount, formatDuration } from './number-format.ts';
import type { Recording, RecordingStep } from './recording.ts';
import type { Replay, ReplayedTransition } from './replay.ts';

/** The input of the page's script: JSON in the page. */
export interface PageData {
  /** In the order of the panes. */
  readonly machines: readonly { readonly initial: readonly string[] }[];
  readonly steps: readonly PageStep[];
}

/** One step of the recording, as text. */
export interface PageStep {
  readonly time: string;
  /** A description of the step in one sentence. */
  readonly sentence: string;
  /**
   * Present when a machine took a transition: indices of the machine and the edge, the atomic states before it, and all
   * active atomic states after it.
   */
  readonly transition?: {
    readonly machine: number;
    readonly edge: number;
    readonly from: readonly string[];
    readonly active: readonly string[];
  };
}

/** Describes the steps of a recording for the page. */
export function pageData(recording: Recording, { machines, transitions }: Replay): PageData {
  return {
    machines: machines.map(({ initial }) => ({ initial })),
    steps: recording.steps.map((step, index): PageStep => {
      const transition = transitions[index];
      const text = { time: formatDuration(step.time), sentence: sentence(step, transition) };
      if (transition === undefined) return text;
      return {
        ...text,
        transition: {
          machine: transition.machine,
          edge: transition.index,
          from: transition.from,
          active: transition.active,
        },
      };
    }),
  };
}

function sentence(step: RecordingStep, transition: ReplayedTransition | undefined): string {
  switch (step.kind) {
    case 'datagram': {
      const sent = `The ${step.from} sends ${formatCount(step.length)} bytes: ${step.records.join(', ')}.`;
      return step.arrival === undefined
        ? `${sent} They are lost.`
        : `${sent} They arrive at ${formatDuration(step.arrival)}.`;
    }
    case 'event':
      return `The ${step.peer}: ${step.text}`;
    case 'transition': {
      if (transition === undefined) return '';
      const machine = step.machine === step.peer ? `The ${step.peer}` : `The ${step.peer}’s ${step.machine}`;
      const note = transition.unexpected ? ' The chart has no such edge in this state.' : '';
      return `${machine} in ${transition.from.join(' and ')} on ${transition.edge.trigger}: ${sentenceOf(transition.edge)}${note}`;
    }
  }
}
