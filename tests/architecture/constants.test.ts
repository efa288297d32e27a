import test from 'ava';
import ts from 'typescript';
import { descendants, readSources } from './source.ts';

const CONSTANTS = /^generated\/[^/]+\/registries\/constants\.ts$/;
const sources = readSources().filter(({ path }) => !path.startsWith('tests/'));

for (const { path, syntax } of sources.filter((source) => CONSTANTS.test(source.path))) {
  test(`every number in ${path} is used`, (t) => {
    const declared = [...descendants(syntax)].filter(ts.isVariableDeclaration).map(({ name }) => name.getText());
    t.true(declared.length > 0);
    const imported = new Set(
      sources
        .flatMap((source) => [...descendants(source.syntax)].filter(ts.isImportSpecifier))
        .map(({ name }) => name.text),
    );
    t.deepEqual(
      declared.filter((name) => !imported.has(name)),
      [],
      'A number without a use is not checked: remove it from the spec until it is needed',
    );
  });
}
