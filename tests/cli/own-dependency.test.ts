import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { ownDependency } from '../../cli/init/own-dependency.ts';
import { temporaryFolder } from './run-cli.ts';

test('a project depends on the wirechart that made it: a version, a file, or a checkout', (t) => {
  const root = temporaryFolder(t);
  const own = join(root, 'tool/node_modules/wirechart');
  const project = join(root, 'work/demo');
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'package.json'), '{"version":"1.2.3"}');
  t.is(ownDependency(project, own), '^1.2.3');
  const lock = (resolved: string): void =>
    writeFileSync(
      join(own, '../.package-lock.json'),
      JSON.stringify({ packages: { 'node_modules/wirechart': { resolved } } }),
    );
  lock('https://registry.example/wirechart-1.2.3.tgz');
  t.is(ownDependency(project, own), '^1.2.3');
  lock('file:../wirechart-1.2.3.tgz');
  t.is(ownDependency(project, own), 'file:../../wirechart-1.2.3.tgz');
  t.is(ownDependency(project, join(root, 'checkout')), 'file:../../checkout');
});
