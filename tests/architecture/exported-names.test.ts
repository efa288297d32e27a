import test from 'ava';
import { readExportedNames } from './exported-names.ts';

const exported = readExportedNames();

test('every exported name has a doc comment', (t) => {
  t.true(exported.length > 300);
  t.deepEqual(
    exported.filter(({ documented }) => !documented).map(({ specifier, name }) => `${specifier}: ${name}`),
    [],
    'A user reads what a name means where it is declared',
  );
});

test('every exported name is imported by a test, an example or a program in a document', (t) => {
  t.deepEqual(
    exported.filter(({ reached }) => !reached).map(({ specifier, name }) => `${specifier}: ${name}`),
    [],
    'A name that nothing here imports is not tested: test it, or do not export it',
  );
});
