// `npm run native:calls`: calls every function of the addon with arguments of any kind. Each call returns or throws an
// error with a code; a crash ends this program.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadAddon } from '../runtime/native/addon.ts';
import { CallArguments } from './call-arguments.ts';
import { sanitizedAddon } from './sanitized-addon.ts';

const usage = `usage: npm run native:calls -- [--count N] [--seed N] [--addon FILE | --sanitize]

Makes N random calls (default: 1000000). The same seed makes the same calls. --sanitize: of an addon that it builds under
ASan and UBSan.`;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    addon: { type: 'string' },
    sanitize: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});

if (values.help) console.log(usage);
else if (values.sanitize) process.exitCode = sanitized(['--count', values.count, '--seed', values.seed]);
else if (!(await main(Number(values.count), Number(values.seed)))) process.exitCode = 1;

/** A function of the addon, by the path to it: `udp.open`. */
interface Target {
  readonly name: string;
  readonly call: (...args: unknown[]) => unknown;
}

async function main(count: number, seed: number): Promise<boolean> {
  if (!Number.isSafeInteger(count) || !Number.isSafeInteger(seed)) {
    console.error(usage);
    return false;
  }
  const addon = loadAddon(values.addon);
  const targets = functionsOf(addon, '');
  const args = new CallArguments(seed, addon);
  console.log(`${count} calls of ${targets.length} functions, seed ${seed}`);
  const results = new Map<string, number>();
  const wrong: string[] = [];
  for (let index = 0; index < count && wrong.length < 10; index++) {
    const target = targets[args.below(targets.length)];
    if (target === undefined) break;
    const result = outcome(target, args);
    results.set(result, (results.get(result) ?? 0) + 1);
    if (result.startsWith('wrong')) wrong.push(`${target.name}: ${result}`);
    // Sockets are closed and report from the event loop.
    if (index % 500 === 0) await setImmediate();
    if (index % 1_000_000 === 999_999) console.log(`${index + 1} calls`);
  }
  args.closeAll();
  for (const [result, times] of [...results].sort(([, a], [, b]) => b - a)) console.log(`${times} ${result}`);
  for (const each of wrong) console.error(each);
  return wrong.length === 0;
}

/** Runs this program again over such an addon. Returns its exit code. */
function sanitized(args: readonly string[]): number {
  const folder = mkdtempSync(join(tmpdir(), 'wirechart-sanitized-'));
  try {
    const addon = sanitizedAddon(folder);
    if (addon === undefined) return 1;
    const program = fileURLToPath(import.meta.url);
    const env = { ...process.env, ...addon.environment };
    const { status } = spawnSync(process.execPath, [program, ...args, '--addon', addon.path], {
      env,
      stdio: 'inherit',
    });
    return status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function functionsOf(holder: object, path: string): readonly Target[] {
  return Object.entries(holder).flatMap(([name, value]: [string, unknown]): readonly Target[] => {
    if (typeof value === 'function') return [{ name: path + name, call: (...args) => value.apply(holder, args) }];
    return typeof value === 'object' && value !== null && !(value instanceof ArrayBuffer)
      ? functionsOf(value, `${path}${name}.`)
      : [];
  });
}

/** `returned`, the code that was thrown, or what is wrong with it. */
function outcome({ name, call }: Target, args: CallArguments): string {
  try {
    const values = args.take(name);
    args.returned(name, values, call(...values));
    return 'returned';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return /^(?:NATIVE_[A-Z]+|E[A-Z0-9]+)$/.test(code) && !code.startsWith('ERR_') ? code : `wrong: ${String(error)}`;
  }
}
