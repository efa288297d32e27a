import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import test from 'ava';
import { installWirechart } from './installed-package.ts';
import { runScript } from './running-script.ts';

const { folder, root, addGenerator, link, remove } = await installWirechart();
test.after.always(remove);
const generator = addGenerator();
link('@types/node', 'fast-check', 'xstate');

test('the program of the guide to a protocol of your own asks and prints the answer', async (t) => {
  t.timeout(300_000, 'the generator and the compiler take a while on a busy machine');
  const run = (file: string, args: readonly string[], cwd: string): void => {
    execFileSync(process.execPath, [file, ...args], { cwd, stdio: 'pipe' });
  };
  const project = join(folder, 'echo');
  const command = join(generator, 'dist/cli/generator/main.js');
  run(command, ['init', 'echo'], folder);
  run(command, ['generate'], project);
  const guide = readFileSync(join(root, 'docs/guides/your-own-protocol.md'), 'utf8');
  const [, program = ''] = /^```ts fragment\n(\/\/ main\.ts\n[\s\S]*?)^```/m.exec(guide) ?? [];
  writeFileSync(join(project, 'main.ts'), program);
  const configuration = JSON.parse(readFileSync(join(project, 'tsconfig.json'), 'utf8'));
  configuration.include.push('main.ts');
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(configuration));
  const compiler = createRequire(import.meta.url).resolve('@typescript/native/package.json');
  run(resolve(dirname(compiler), 'bin/tsc'), [], project);
  const script = runScript(t, project, ['dist/main.js']);
  t.is(await script.ended, 0, script.output());
  t.is(script.output(), 'hello\n');
});
