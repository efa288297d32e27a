import type { ChartAction, ChartTransition } from '../../model/chart.ts';
import { columns } from './text-size.ts';

/** The style of one run of a label: its class in the diagram's style sheet. */
export type Tone = 'trigger' | 'guard' | 'action' | 'plain';

export interface Run {
  readonly text: string;
  readonly tone: Tone;
}

/** One line of a label. */
export type Line = readonly Run[];

/** Longer lines are broken, so that a label is a narrow block next to its arrow. */
const MEASURE = 30;

/** `serverHello`, `after retransmit`, or nothing for an eventless transition. */
export function triggerText({ trigger }: ChartTransition): string {
  switch (trigger.kind) {
    case 'event':
      return trigger.event;
    case 'after':
      return `after ${trigger.delay}`;
    case 'done':
      return 'onDone';
    case 'actorDone':
      return `onDone ${trigger.actor}`;
    case 'actorError':
      return `onError ${trigger.actor}`;
    case 'always':
      return '';
  }
}

/** A transition in the notation of UML: `event [guard] / action, action`, broken into lines. */
export function transitionLines(transition: ChartTransition): Line[] {
  const lines: Line[] = [];
  const trigger = triggerText(transition);
  const head: Run[] = trigger === '' ? [] : [{ text: trigger, tone: 'trigger' }];
  if (transition.guard === undefined) {
    if (head.length > 0) lines.push(head);
  } else {
    const guard: Run = { text: `[${transition.guard.text}]`, tone: 'guard' };
    const fits = columns(trigger) + 1 + columns(guard.text) <= MEASURE;
    if (head.length > 0 && fits) lines.push([...head, { text: ' ', tone: 'plain' }, guard]);
    else lines.push(...(head.length > 0 ? [head] : []), [guard]);
  }
  lines.push(...actionLines('/ ', transition.actions));
  return lines;
}

/** `prefix` and the names, separated by commas, one name at least on each line. */
export function actionLines(prefix: string, actions: readonly ChartAction[]): Line[] {
  const names = actions.map(({ text }) => text);
  const lines: string[] = [];
  let line = prefix;
  names.forEach((name, place) => {
    const word = place < names.length - 1 ? `${name},` : name;
    const empty = line.trim() === prefix.trim() || line.trim() === '';
    if (!empty && columns(line) + 1 + columns(word) > MEASURE) {
      lines.push(line);
      line = `${' '.repeat(columns(prefix))}${word}`;
    } else {
      line += empty ? word : ` ${word}`;
    }
  });
  if (names.length > 0) lines.push(line);
  return lines.map((text) => [{ text, tone: 'action' }]);
}

/** The whole transition in one line of plain text: for tooltips and tables. */
export function transitionSentence(transition: ChartTransition): string {
  const parts: string[] = [];
  const trigger = triggerText(transition);
  if (trigger !== '') parts.push(trigger);
  if (transition.guard !== undefined) parts.push(`[${transition.guard.text}]`);
  if (transition.actions.length > 0) parts.push(`/ ${transition.actions.map(({ text }) => text).join(', ')}`);
  switch (transition.outcome) {
    case 'handled':
      parts.push(
        transition.targets.length === 0 ? '(stays)' : `→ ${transition.targets.map(({ path }) => path).join(', ')}`,
      );
      break;
    case 'fatal':
      parts.push(`→ fatal ${transition.alert ?? 'alert'}`);
      break;
    case 'ignored':
      parts.push('ignored');
  }
  const why = [transition.description, transition.ref].filter((text) => text !== undefined).join(' — ');
  return why === '' ? parts.join(' ') : `${parts.join(' ')} (${why})`;
}
