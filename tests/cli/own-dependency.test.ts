import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { ownDependency } from '../../cli/generator/init/own-dependency.ts';
import { temporaryFolder } from './run-cli.ts';

test('a project depends on the wirechart that made it: a version, a file, or a tarball of a checkout', (t) => {
  const root = temporaryFolder(t);
  const own = join(root, 'tool/node_modules/wirechart-generator');
  const checkout = join(root, 'checkout');
  const project = join(root, 'work/demo');
  for (const folder of [own, checkout]) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"version":"1.2.3"}');
  }
  t.is(ownDependency(project, 'wirechart', own), '^1.2.3');
  const lock = (resolved: string): void =>
    writeFileSync(
      join(own, '../.package-lock.json'),
      JSON.stringify({ packages: { 'node_modules/wirechart': { resolved } } }),
    );
  lock('https://registry.example/wirechart-1.2.3.tgz');
  t.is(ownDependency(project, 'wirechart', own), '^1.2.3');
  lock('file:../wirechart-1.2.3.tgz');
  t.is(ownDependency(project, 'wirechart', own), 'file:../../wirechart-1.2.3.tgz');
  t.is(ownDependency(project, 'wirechart-generator', own), '^1.2.3');
  t.is(ownDependency(project, 'wirechart', checkout), 'file:../../checkout/wirechart-1.2.3.tgz');
});
