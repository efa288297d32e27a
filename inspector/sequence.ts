import type { InspectedChart } from './inspected-chart.ts';
import { outcomeOf } from './inspected-chart.ts';
import { duration, grouped } from './numbers.ts';
import type { Recording, RecordingStep } from './recording.ts';
import type { Move, Replay } from './replay.ts';

/** One line of the lane between the charts; steps count from 1. */
export interface SequenceRow {
  readonly step: number;
  /** The row's classes in the style sheet. */
  readonly classes: string;
  /** Shown above the row when time has passed since the one before. */
  readonly time: string | undefined;
  /** What stands in the row, the most important line first. */
  readonly lines: readonly string[];
  readonly small: string;
  /** Whether an arrow crosses the lane. */
  readonly wire: boolean;
}

export function sequenceRows(recording: Recording, { machines, moves }: Replay): SequenceRow[] {
  let last: string | undefined;
  return recording.steps.map((step, place) => {
    const now = duration(step.time);
    const time = now === last ? undefined : now;
    last = now;
    const move = moves[place];
    const chart = move === undefined ? undefined : machines[move.machine]?.chart;
    return { step: place + 1, time, ...rowOf(step, move, chart) };
  });
}

type RowBody = Pick<SequenceRow, 'classes' | 'lines' | 'small' | 'wire'>;

function rowOf(step: RecordingStep, move: Move | undefined, chart: InspectedChart | undefined): RowBody {
  switch (step.kind) {
    case 'datagram': {
      const fate = step.arrival === undefined ? 'lost' : `${duration(step.arrival - step.time)} under way`;
      const classes = `datagram from-${step.from}${step.arrival === undefined ? ' lost' : ''}`;
      return { classes, lines: step.records, small: `${grouped(step.length)} bytes · ${fate}`, wire: true };
    }
    case 'event':
      return { classes: `event at-${step.peer} ${step.tone}`, lines: [step.text], small: '', wire: false };
    case 'transition': {
      if (move === undefined || chart === undefined) return { classes: '', lines: [], small: '', wire: false };
      const { edge } = move;
      // The handshake's own machine bears the peer's name; the others are told in smaller print.
      const rank = step.machine === step.peer ? 'major' : 'minor';
      const words = [edge.trigger, edge.guard === undefined ? '' : `[${edge.guard}]`].filter((text) => text !== '');
      const unexpected = move.unexpected ? ' unexpected' : '';
      return {
        classes: `move at-${step.peer} ${rank} ${edge.outcome}${unexpected}`,
        lines: [moveText(move)],
        small: rank === 'minor' ? `${chart.id}: ${words.join(' ')}` : words.join(' '),
        wire: false,
      };
    }
  }
}

function moveText({ from: left, to: entered, edge }: Move): string {
  const from = left.join(', ');
  const to = entered.join(', ');
  if (edge.outcome !== 'handled') return `${from} ${outcomeOf(edge)}`;
  if (to !== from) return `${from} → ${to}`;
  return edge.to === undefined ? `${from} stays` : `${from} ${outcomeOf(edge)}`;
}
