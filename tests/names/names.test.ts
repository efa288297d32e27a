import test from 'ava';
import { bannedRows } from './banned-names.ts';
import { SearchedFile } from './names-in.ts';
import { occurrencesOf, searchedFiles } from './search.ts';

test('identifiers are found as whole words in code, private ones as well, and not in comments', (t) => {
  const file = new SearchedFile('a.ts', '// wipe\nconst wipe = 1;\nclass A { #wipe = wipe; wiper = "wipe"; }\n');
  t.deepEqual(file.identifier('wipe'), [2, 3, 3]);
});

test('a phrase is found whatever its case and across the lines of a comment', (t) => {
  const file = new SearchedFile(
    'a.ts',
    '/**\n * It ends Without\n * a word, to nobody.\n */\nexport const nobodyElse = 1;\n',
  );
  t.deepEqual(file.phrase('without a word'), [2]);
  t.deepEqual(file.phrase('nobody'), [3]);
});

test('a file is found by its name without extensions', (t) => {
  t.true(new SearchedFile('tests/dtls13/dice.test.ts', '').hasName('dice'));
  t.false(new SearchedFile('tests/dtls13/dices.ts', '').hasName('dice'));
});

test('a row that names rooms is not searched for elsewhere', (t) => {
  const files = ['runtime/dtls13/a.ts', 'runtime/dtls13x/a.ts'].map(
    (path) => new SearchedFile(path, 'const mute = 1;'),
  );
  const row = { standard: 'discardOutput', identifiers: ['mute'], rooms: ['runtime/dtls13'] };
  t.deepEqual(occurrencesOf(files, [row]), [{ path: 'runtime/dtls13/a.ts', line: 1, found: 'mute' }]);
});

test('every row names something, and its rooms are folders without a slash at the end', (t) => {
  for (const { standard, identifiers = [], files = [], phrases = [], rooms = [] } of bannedRows) {
    t.true(identifiers.length + files.length + phrases.length > 0, standard);
    t.deepEqual(
      rooms.filter((room) => room.endsWith('/')),
      [],
    );
  }
});

test('no name or word that was replaced is left in the repository', (t) => {
  t.deepEqual(
    occurrencesOf(searchedFiles()).map(({ path, line, found }) => `${path}:${line}: ${found}`),
    [],
  );
});
