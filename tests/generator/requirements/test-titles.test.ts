import test from 'ava';
import { readTitles } from 'wirechart/requirements';

/** Whether a script has a test of that title. */
function has(script: string, title: string): boolean {
  return readTitles([{ path: 'a.test.ts', text: script }]).has(title);
}

test('the title of a test is the literal in its first argument', (t) => {
  t.true(has(`test('beans grow', (t) => {});`, 'beans grow'));
  t.true(has(`test.serial("beans' roots", (t) => {});`, "beans' roots"));
  t.true(has(`soilTest('beans grow', async (t) => {});`, 'beans grow'));
  t.true(has('test(`beans\n  grow`, run);', 'beans grow'));
  t.true(has(String.raw`test('it\'s \u{e9}t\xe9, \n\u00e9', run);`, "it's été, é"));
  t.false(has(`test('beans grow', run);`, 'beans'));
});

test('a substitution in a title stands for any text, and the rest must be equal', (t) => {
  const script = 'for (const [a, b] of all) test(`#{a} (#{b.map((x) => `#{x}}`)}) grows`, run);'.replaceAll('#', '$');
  t.true(has(script, 'a bean (tall) grows'));
  t.false(has(script, 'a bean (tall) grows fast'));
  t.false(has(script, 'a bean grows'));
});

test('a literal inside a larger expression is a part of the title', (t) => {
  t.true(has(`on.test(on.title('beans grow'), run);`, 'in spring: beans grow'));
  t.true(has(`test(prefix + 'beans grow', run);`, 'in spring: beans grow'));
  t.false(has(`on.test(on.title('beans grow'), run);`, 'in spring: beans'));
});

test('a property named title is the title of a test', (t) => {
  t.true(has(`soilTests({ file: 'soil', title: 'beans grow' });`, 'beans grow'));
  t.true(has(`soilTests({ title: 'beans grow', run });`, 'beans grow'));
  t.false(has(`const on = { title: (title: string) => 'beans grow' };`, 'beans grow'));
});

test('a title that is a variable is one of the strings of the file', (t) => {
  const script = `for (const [title, run] of [['beans grow', beans], ['peas grow', peas]]) test(title, run);`;
  t.true(has(script, 'peas grow'));
  t.false(has(script, 'roots grow'));
  t.true(has('for (const a of ["beans grow"]) test(`#{a}`, run);'.replace('#', '$'), 'beans grow'));
});

test('strings elsewhere, comments, regular expressions and skipped tests are no titles', (t) => {
  for (const script of [
    `const a = 'beans grow'; test('peas grow', run);`,
    `// test('beans grow', run);\ntest('peas grow', run);`,
    `/* test('beans grow', run); */ test('peas grow', run);`,
    `const it = /test('beans grow', run)/; test('peas grow', run);`,
    `const it = \`test('beans grow', run)\`; test('peas grow', run);`,
    `test.skip('beans grow', run); test('peas grow', run);`,
    `test.todo('beans grow'); test('peas grow', run);`,
    `test('peas grow', (t) => t.is('beans grow', 1));`,
    `const a = ['beans grow']; if (/a/.test(a)) test('peas grow', run);`,
    `const a = ['beans grow']; function test(a) {} test('peas grow', run);`,
  ]) {
    t.false(has(script, 'beans grow'), script);
    t.true(has(script, 'peas grow'), script);
  }
});

test('quotes in regular expressions and divisions do not hide the titles after them', (t) => {
  t.true(has(`const a = /['"\`]/; test('beans grow', run);`, 'beans grow'));
  t.true(has(`const a = /[/'"]/u; test('beans grow', run);`, 'beans grow'));
  t.true(has(`const a = (b / c) / d; const e = "'"; test('beans grow', run);`, 'beans grow'));
  t.true(has(`const a = b[0] / c; return /'/.exec(a); test('beans grow', run);`, 'beans grow'));
});

test('a script that ends inside a string, a template or a call is read to its end', (t) => {
  for (const script of [`test('beans`, 'test(`beans ${a', 'test(', 'test(`', '/', '"', 'test("a"']) {
    t.notThrows(() => readTitles([{ path: 'a.ts', text: script }]));
  }
});
