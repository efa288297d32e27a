// Builds `dist`: TypeScript to JavaScript, then what is not TypeScript (templates) beside it.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));
const tsc = spawnSync(process.execPath, ['node_modules/@typescript/native/bin/tsc', '-p', '.'], {
  cwd: root,
  stdio: 'inherit',
});
for (const room of ['generator', 'inspector']) {
  for (const file of files(`${root}${room}`)) {
    if (file.endsWith('.hbs')) cpSync(`${root}${room}/${file}`, `${root}dist/${room}/${file}`);
  }
}
// What was built from a source that is gone would still be tested, packed and bundled.
for (const file of files(`${root}dist`)) {
  const source = file.replace(/\.(?:js|js\.map|d\.ts)$/, '.ts');
  if (source !== file && !existsSync(`${root}${source}`)) rmSync(`${root}dist/${file}`, { force: true });
}
process.exitCode = tsc.status ?? 1;

function files(folder) {
  return existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
}
