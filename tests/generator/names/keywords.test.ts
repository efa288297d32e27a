import test from 'ava';
import ts from 'typescript';
import { generate } from '../../../generator/index.ts';
import { hostileProject } from '../hostile-project.ts';

test('a socket may have the name of a keyword', async (t) => {
  const sources = hostileProject('p', () => 'Text.')
    .filter(({ path }) => path.includes('/hardware/'))
    .map(({ path, text }) => ({ path, text: text.replaceAll(/\bservice\b/g, 'class') }));
  const { files, diagnostics } = await generate(sources);
  t.deepEqual(diagnostics, []);
  t.true(files.some(({ text }) => text.includes('class:')));
  for (const { path, text } of files) {
    const { diagnostics: syntax } = ts.transpileModule(text, { reportDiagnostics: true });
    t.deepEqual(syntax, [], path);
  }
});
