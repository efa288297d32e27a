// Builds `dist`: TypeScript to JavaScript, then what is not TypeScript (templates) beside it.
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));
const tsc = spawnSync(process.execPath, ['node_modules/@typescript/native/bin/tsc', '-p', '.'], {
  cwd: root,
  stdio: 'inherit',
});
for (const room of ['generator', 'inspector']) {
  for (const file of readdirSync(`${root}${room}`, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.hbs')) cpSync(`${root}${room}/${file}`, `${root}dist/${room}/${file}`);
  }
}
process.exitCode = tsc.status ?? 1;
