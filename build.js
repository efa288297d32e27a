// Builds `dist`: TypeScript to JavaScript, then what is not TypeScript (templates, styles, pictures) beside it.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const COPIED = /\.(?:hbs|css|svg)$/;
const root = fileURLToPath(new URL('.', import.meta.url));
// The inspector's page runs in a browser, so it is a project of its own with the browser's types.
const failed = ['.', 'inspector/page'].map(compile).some((status) => status !== 0);
for (const room of ['cli', 'generator', 'generated', 'inspector']) {
  for (const file of files(`${root}${room}`)) {
    if (COPIED.test(file)) cpSync(`${root}${room}/${file}`, `${root}dist/${room}/${file}`);
  }
}
// What was built from a source that is gone would still be tested, packed and bundled.
for (const file of files(`${root}dist`)) {
  const source = file.replace(/\.(?:js|js\.map|d\.ts)$/, '.ts');
  if ((source !== file || COPIED.test(file)) && !existsSync(`${root}${source}`))
    rmSync(`${root}dist/${file}`, { force: true });
}
// npm makes commands executable when it installs them, not when they are built again.
const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const commands = [manifest, manifest['wirechart-generator']].flatMap(({ bin }) => Object.values(bin));
for (const command of commands) if (existsSync(`${root}${command}`)) chmodSync(`${root}${command}`, 0o755);
process.exitCode = failed ? 1 : 0;

function compile(project) {
  // Its package.json is the one file of the compiler that may be resolved by name.
  const compiler = fileURLToPath(new URL('bin/tsc', import.meta.resolve('@typescript/native/package.json')));
  return spawnSync(process.execPath, [compiler, '-p', project], { cwd: root, stdio: 'inherit' }).status;
}

function files(folder) {
  return existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
}
