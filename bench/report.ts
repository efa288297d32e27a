import { type Gate, isHeld, type Result } from './result.ts';

/** The table of one comparison. */
export function table({ title, rows, gates }: Result): string {
  const width = Math.max(...rows.map(({ name }) => name.length)) + 2;
  const head = `${title}\n  ${''.padEnd(width)}${'median ns'.padStart(11)}${'best ns'.padStart(11)}   time in ours\n`;
  const lines = rows.map(({ name, median, best, times }) => {
    const numbers = [median, best].map((value) => value.toFixed(1).padStart(11)).join('');
    return `  ${name.padEnd(width)}${numbers}   ${times.toFixed(2)}x\n`;
  });
  return head + lines.join('') + gates.map((gate) => `  ${gateLine(gate)}\n`).join('');
}

/** `held: Kaitai takes 3.91x our time (at least 3x)`. */
export function gateLine(gate: Gate): string {
  const { claim, measured, wanted } = gate;
  const bound = 'least' in wanted ? `at least ${wanted.least}x` : `at most ${wanted.most}x`;
  const verdict = gate.void !== undefined ? 'void' : isHeld(gate) ? 'held' : 'MISSED';
  const reason = gate.void === undefined ? '' : `: ${gate.void}`;
  return `${verdict}: ${claim} ${measured.toFixed(2)}x (${bound})${reason}`;
}

/** What all comparisons came to; empty when none had a gate. */
export function summary(results: readonly Result[]): string {
  const gates = results.flatMap((result) => result.gates);
  if (gates.length === 0) return '';
  const held = gates.filter(isHeld).length;
  return `${held} of ${gates.length} gates held\n${gates.map((gate) => `  ${gateLine(gate)}\n`).join('')}`;
}
