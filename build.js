// Builds `dist`: TypeScript to JavaScript, then what is not TypeScript (templates, styles, pictures) beside it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const COPIED = /\.(?:hbs|svg)$/;
/** Style sheets of the inspector's page in their order of precedence. */
const STYLES = ['page', 'navigation', 'chart', 'panels', 'table', 'sequence', 'transport'];
const root = fileURLToPath(new URL('.', import.meta.url));
// The inspector's page runs in a browser, so it is a project of its own with the browser's types.
const failed = ['.', 'inspector/page'].map(compile).some((status) => status !== 0);
for (const room of ['cli', 'generator', 'generated', 'inspector']) {
  for (const file of files(`${root}${room}`)) {
    if (COPIED.test(file)) cpSync(`${root}${room}/${file}`, `${root}dist/${room}/${file}`);
  }
}
if (!failed) writeFileSync(`${root}dist/inspector/page.html`, inspectorPage());
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

/**
 * The inspector's page as one file. Its policy allows its own script and styles, by their hashes, and requests to the
 * server that sent it.
 */
function inspectorPage() {
  const bundle = { bundle: true, write: false, format: 'iife', target: 'es2022', minify: true, legalComments: 'none' };
  const [script] = buildSync({ ...bundle, entryPoints: [`${root}dist/inspector/page/main.js`] }).outputFiles;
  const sheets = STYLES.map((name) => readFileSync(`${root}inspector/style/${name}.css`, 'utf8')).join('');
  const [css] = buildSync({
    stdin: { contents: sheets, loader: 'css' },
    write: false,
    minify: true,
    target: 'chrome123',
  }).outputFiles;
  const [code, style] = [script, css].map(({ text }) => text.trim());
  const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const policy = [
    "default-src 'none'",
    `script-src ${hash(code)}`,
    `style-src ${hash(style)}`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return readFileSync(`${root}inspector/page/page.html`, 'utf8')
    .replace('POLICY', () => policy)
    .replace('<style></style>', () => `<style>${style}</style>`)
    .replace('<script></script>', () => `<script>${code}</script>`);
}

function files(folder) {
  return existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
}
