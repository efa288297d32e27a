// The sequence of steps of a recording as rows of the page.
import type { InspectedChart } from './inspected-chart.ts';
import { outcomeOf } from './inspected-chart.ts';
import { formatCount, formatDuration } from './number-format.ts';
import type { Recording, RecordingStep } from './recording.ts';
import type { Replay, ReplayedTransition } from './replay.ts';

/** One row of the sequence of steps between the charts. */
export interface SequenceRow {
  /** Number of the step, from 1. */
  readonly step: number;
  /** Class names of the row, for the style sheet. */
  readonly classes: string;
  /** Text above the row; undefined: the same time as the previous row. */
  readonly time: string | undefined;
  /** Text of the row, the most important line first. */
  readonly lines: readonly string[];
  /** Additional text in small print. */
  readonly small: string;
  /** Whether the row has an arrow from one peer to the other. */
  readonly wire: boolean;
}

/** The rows of a recording, one for each step. */
export function sequenceRows(recording: Recording, { machines, transitions }: Replay): SequenceRow[] {
  let last: string | undefined;
  return recording.steps.map((step, index) => {
    const now = formatDuration(step.time);
    const time = now === last ? undefined : now;
    last = now;
    const transition = transitions[index];
    const chart = transition === undefined ? undefined : machines[transition.machine]?.chart;
    return { step: index + 1, time, ...rowOf(step, transition, chart) };
  });
}

type RowBody = Pick<SequenceRow, 'classes' | 'lines' | 'small' | 'wire'>;

function rowOf(
  step: RecordingStep,
  transition: ReplayedTransition | undefined,
  chart: InspectedChart | undefined,
): RowBody {
  switch (step.kind) {
    case 'datagram': {
      const delivery = step.arrival === undefined ? 'lost' : `${formatDuration(step.arrival - step.time)} in flight`;
      const classes = `datagram from-${step.from}${step.arrival === undefined ? ' lost' : ''}`;
      return { classes, lines: step.records, small: `${formatCount(step.length)} bytes · ${delivery}`, wire: true };
    }
    case 'event':
      return { classes: `event at-${step.peer} ${step.tone}`, lines: [step.text], small: '', wire: false };
    case 'transition': {
      if (transition === undefined || chart === undefined) return { classes: '', lines: [], small: '', wire: false };
      const { edge } = transition;
      // The handshake machine has the name of its peer. The other machines are shown in smaller print.
      const rank = step.machine === step.peer ? 'major' : 'minor';
      const words = [edge.trigger, edge.guard === undefined ? '' : `[${edge.guard}]`].filter((text) => text !== '');
      const unexpected = transition.unexpected ? ' unexpected' : '';
      return {
        classes: `transition at-${step.peer} ${rank} ${edge.outcome}${unexpected}`,
        lines: [transitionText(transition)],
        small: rank === 'minor' ? `${chart.id}: ${words.join(' ')}` : words.join(' '),
        wire: false,
      };
    }
  }
}

function transitionText({ from: left, to: entered, edge }: ReplayedTransition): string {
  const from = left.join(', ');
  const to = entered.join(', ');
  if (edge.outcome !== 'handled') return `${from} ${outcomeOf(edge)}`;
  if (to !== from) return `${from} → ${to}`;
  return edge.to === undefined ? `${from} stays` : `${from} ${outcomeOf(edge)}`;
}
