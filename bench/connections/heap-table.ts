// `npm run connections:heap [-- --connections N] [--variant session|batch] [--no-addon] [--active]`: what an idle connection
// of a server consists of, by constructor, as a table in Markdown: the difference of two heap snapshots. With --active it is
// a connection that is not compacted.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { heapComposition, heapGrowth } from './heap-composition.ts';
import { ConnectionProcesses } from './processes.ts';
import type { ServerVariant } from './settings.ts';

/** Milliseconds until connections are compacted, until they are looked at, and from the collection on. */
const COMPACT_AFTER = 500;
const IDLE = 2000;
const SETTLE = 500;
/** Milliseconds until connections are compacted that are to stay as they are. */
const ACTIVE = 86_400_000;
const LIFETIME = 600_000;
/** Bytes of a connection below which a part is left out of the table. */
const LEAST = 0.5;

const { values } = parseArgs({
  options: {
    connections: { type: 'string', default: '2000' },
    variant: { type: 'string', default: 'session' },
    'no-addon': { type: 'boolean', default: false },
    active: { type: 'boolean', default: false },
  },
});
const count = Number(values.connections);
const variant = values.variant as ServerVariant;
const native = values['no-addon'] !== true;
const folder = mkdtempSync(join(tmpdir(), 'wirechart-heap-'));
const processes = await ConnectionProcesses.start(
  { variant, native },
  { compactAfter: values.active ? ACTIVE : COMPACT_AFTER, maxSessions: 2 * count + 1000 },
  LIFETIME,
);
try {
  // As many as later, so that tables have their size.
  await processes.generate({ do: 'open', from: 0, count });
  await processes.generate({ do: 'close', from: 0, count });
  const [before, after] = ['before', 'after'].map((name) => join(folder, `${name}.heapsnapshot`)) as [string, string];
  const empty = await processes.memory(IDLE, SETTLE);
  await processes.snapshot(before);
  await processes.generate({ do: 'open', from: 0, count });
  const full = await processes.memory(IDLE, SETTLE);
  await processes.snapshot(after);
  const [old, now] = [before, after].map((file) => heapComposition(readFileSync(file, 'utf8'))) as [
    ReturnType<typeof heapComposition>,
    ReturnType<typeof heapComposition>,
  ];
  const growth = (key: 'arrayBuffers' | 'external' | 'heap') => ((full[key] - empty[key]) / count).toFixed(0);
  console.log(
    `${count} ${values.active ? 'active' : 'idle'} connections, ${variant}, ${native ? 'with the addon' : 'without the addon'}.`,
  );
  console.log(
    `Bytes of a connection: heap ${growth('heap')}, ArrayBuffers ${growth('arrayBuffers')}, external ${growth('external')}.\n`,
  );
  console.log('| constructor | objects of a connection | bytes of a connection |\n|---|---|---|');
  for (const { name, count: objects, bytes } of heapGrowth(old, now)) {
    if (bytes / count < LEAST) break;
    console.log(`| ${name.replaceAll('|', '\\|')} | ${(objects / count).toFixed(2)} | ${(bytes / count).toFixed(1)} |`);
  }
} finally {
  await processes.end();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = 0;
