import { counts, type Gate, isHeld, type Result } from './result.ts';

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
  const { claim, measured, wanted, proof } = gate;
  const bound = 'least' in wanted ? `at least ${wanted.least}x` : `at most ${wanted.most}x`;
  const verdict = counts(gate) ? (isHeld(gate) ? 'held' : 'MISSED') : 'void';
  const reason = proof === undefined || counts(gate) ? '' : `: ${proof.claim} ${proof.least}x`;
  return `${verdict}: ${claim} ${measured.toFixed(2)}x (${bound})${reason}`;
}

/** What all comparisons came to; empty when none had a gate. */
export function summary(results: readonly Result[]): string {
  const gates = results.flatMap((result) => result.gates);
  if (gates.length === 0) return '';
  const held = gates.filter(isHeld).length;
  return `${held} of ${gates.length} gates held\n${gates.map((gate) => `  ${gateLine(gate)}\n`).join('')}`;
}
