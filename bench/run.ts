// `npm run bench -- [names]`: compares in one process and prints ratios; absolute numbers mean little on a busy machine.
import { machine } from './machine.ts';
import type { Result } from './result.ts';

const benches: Readonly<Record<string, () => Result>> = { machine };

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  process.stderr.write(`no such bench: ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}\n`);
  process.exitCode = 2;
} else {
  for (const name of wanted.length > 0 ? wanted : Object.keys(benches)) {
    const { title, rows } = (benches[name] as () => Result)();
    const base = rows[0]?.median ?? 1;
    process.stdout.write(`${title} (median and best, ns)\n`);
    for (const { name: contender, median, best } of rows) {
      const numbers = [median, best].map((value) => value.toFixed(1).padStart(10)).join('');
      process.stdout.write(`  ${contender.padEnd(24)}${numbers}  ${(median / base).toFixed(1)}x\n`);
    }
  }
}
