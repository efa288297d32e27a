// `npm run bench -- [names] [--gate]`: compares in one process and prints ratios; absolute numbers mean little on a busy
// machine. With --gate a missed gate makes the exit code 1.
import { codec } from './codec/codec.ts';
import { machine } from './machine/machine.ts';
import { summary, table } from './report.ts';
import { isHeld, type Result } from './result.ts';

const benches: Readonly<Record<string, (say: (text: string) => void) => Promise<readonly Result[]>>> = {
  codec,
  machine,
};

const args = process.argv.slice(2);
const wanted = args.filter((arg) => !arg.startsWith('--'));
const unknown = [
  ...wanted.filter((name) => !Object.hasOwn(benches, name)),
  ...args.filter((arg) => arg.startsWith('--') && arg !== '--gate'),
];
if (unknown.length > 0) {
  process.stderr.write(`bench: unknown: ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}, --gate\n`);
  process.exitCode = 2;
} else {
  const results: Result[] = [];
  for (const name of wanted.length > 0 ? wanted : Object.keys(benches)) {
    const measured = await benches[name]?.((text) => process.stderr.write(`${name}: ${text}\n`));
    for (const result of measured ?? []) process.stdout.write(`${table(result)}\n`);
    results.push(...(measured ?? []));
  }
  process.stdout.write(summary(results));
  const missed = results.flatMap(({ gates }) => gates).some((gate) => !isHeld(gate));
  if (missed && args.includes('--gate')) process.exitCode = 1;
}
