// A recorded handshake as a ladder: who sent what, when, and what the network made of it.
import pc from 'picocolors';
import type { Recording } from '../inspector/index.ts';

type Step = Recording['steps'][number];

const ARROW_LENGTH = 12;

/** One line for each datagram and each thing a side reported, up to the moment both sides are secure. */
export function ladder({ steps }: Recording): string[] {
  const lines: string[] = [];
  let secure = 0;
  for (const step of steps) {
    const line = lineOf(step);
    if (line !== undefined) lines.push(line);
    if (step.kind === 'event' && step.text.startsWith('secure')) secure += 1;
    if (secure === 2) break;
  }
  return lines;
}

function lineOf(step: Step): string | undefined {
  switch (step.kind) {
    case 'datagram': {
      const isLost = step.arrival === undefined;
      const shaft = '─'.repeat(ARROW_LENGTH);
      const broken = `${'─'.repeat(ARROW_LENGTH / 2)}${pc.red('✗')}${' '.repeat(ARROW_LENGTH / 2 - 1)}`;
      const rightward = isLost ? `${broken} ` : `${shaft}▶`;
      const leftward = isLost
        ? ` ${' '.repeat(ARROW_LENGTH / 2 - 1)}${pc.red('✗')}${'─'.repeat(ARROW_LENGTH / 2)}`
        : `◀${shaft}`;
      const arrow = step.from === 'client' ? `client ${rightward} server` : `client ${leftward} server`;
      const what = step.records.join(' + ');
      return `${time(step.time)}  ${arrow}  ${what} ${pc.dim(`${step.length} bytes${isLost ? ', lost' : ''}`)}`;
    }
    case 'event':
      return `${time(step.time)}  ${step.peer} is ${pc.green(step.text)}`;
    case 'transition':
      return undefined;
  }
}

function time(milliseconds: number): string {
  return pc.dim(`${milliseconds.toFixed(0).padStart(6)} ms`);
}
