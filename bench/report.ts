// Prints the results of comparisons.
import { type Gate, isPassed, isSignificant, type Result } from './result.ts';

/** The text of one comparison: a table of rows and a line for each gate. */
export function table({ title, rows, gates }: Result): string {
  const width = Math.max(...rows.map(({ name }) => name.length)) + 2;
  const head = `${title}\n  ${''.padEnd(width)}${'median ns'.padStart(11)}${'best ns'.padStart(11)}   ratio to ours\n`;
  const lines = rows.map(({ name, median, best, ratio }) => {
    const numbers = [median, best].map((value) => value.toFixed(1).padStart(11)).join('');
    return `  ${name.padEnd(width)}${numbers}   ${ratio.toFixed(2)}x\n`;
  });
  return head + lines.join('') + gates.map((gate) => `  ${gateLine(gate)}\n`).join('');
}

/** `passed: Kaitai to ours 3.91x (at least 3x)`. */
export function gateLine(gate: Gate): string {
  const { claim, measured, limit, condition } = gate;
  const bound = 'min' in limit ? `at least ${limit.min}x` : `at most ${limit.max}x`;
  const verdict = isSignificant(gate) ? (isPassed(gate) ? 'passed' : 'FAILED') : 'not significant';
  const reason = condition === undefined || isSignificant(gate) ? '' : `: ${condition.claim} ${condition.min}x`;
  return `${verdict}: ${claim} ${measured.toFixed(2)}x (${bound})${reason}`;
}

/** The gates of all comparisons; empty when there is none. */
export function summary(results: readonly Result[]): string {
  const gates = results.flatMap((result) => result.gates);
  if (gates.length === 0) return '';
  const passed = gates.filter(isPassed).length;
  return `${passed} of ${gates.length} gates passed\n${gates.map((gate) => `  ${gateLine(gate)}\n`).join('')}`;
}
