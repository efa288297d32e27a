// Prints the results of comparisons.
import { type Gate, isPassed, isSignificant, type Result } from './result.ts';

/** The text of one comparison: a table of rows, a line for each gate, and the contenders that could not run. */
export function table({ title, unit, rows, gates, ratios, missing }: Result): string {
  const width = Math.max(...rows.map(({ name }) => name.length)) + 2;
  const details = Object.keys(rows[0]?.details ?? {});
  const names = [`median ${unit}`, `best ${unit}`, 'quartiles', 'ratio', ...details];
  const widths = names.map((name, index) => Math.max(name.length + 2, index === 2 ? 19 : 12));
  const line = (name: string, cells: readonly string[]): string =>
    `  ${name.padEnd(width)}${cells.map((cell, index) => cell.padStart(widths[index] ?? 0)).join('')}\n`;
  const body = rows.map((row) => {
    const values = details.map((name) => (row.details?.[name] ?? Number.NaN).toFixed(2));
    const quartiles = `${figure(row.low)}-${figure(row.high)}`;
    const cells = [figure(row.median), figure(row.best), quartiles, `${row.ratio.toFixed(2)}x`, ...values];
    return line(row.name, cells);
  });
  const further = Object.entries(ratios).map(([key, value]) => `  ${key}: ${value.toFixed(3)}\n`);
  const absent = missing.map(({ name, reason }) => `  not measured: ${name}: ${reason}\n`);
  return [`${title}\n`, line('', names), ...body, ...further, ...absent, ...gates.map(indentedGate)].join('');
}

/** With one decimal place, where it has at most four digits before the point. */
function figure(value: number): string {
  return value.toFixed(value < 10_000 ? 1 : 0);
}

function indentedGate(gate: Gate): string {
  return `  ${gateLine(gate)}\n`;
}

/** `passed: Kaitai to ours 3.91x (at least 3x)`. */
export function gateLine(gate: Gate): string {
  const { claim, measured, limit, condition, unit = 'x' } = gate;
  const bound = 'min' in limit ? `at least ${limit.min}${unit}` : `at most ${limit.max}${unit}`;
  const verdict = isSignificant(gate) ? (isPassed(gate) ? 'passed' : 'FAILED') : 'not significant';
  const reason = condition === undefined || isSignificant(gate) ? '' : `: ${condition.claim} ${condition.min}x`;
  return `${verdict}: ${claim} ${measured.toFixed(2)}${unit} (${bound})${reason}`;
}

/** The gates of all comparisons; empty when there is none. */
export function summary(results: readonly Result[]): string {
  const gates = results.flatMap((result) => result.gates);
  if (gates.length === 0) return '';
  const passed = gates.filter(isPassed).length;
  return `${passed} of ${gates.length} gates passed\n${gates.map(indentedGate).join('')}`;
}
