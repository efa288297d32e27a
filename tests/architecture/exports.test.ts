import { readFileSync, statSync } from 'node:fs';
import test from 'ava';
import { manifest, subpaths } from './public-face.ts';

test('subpaths are written out one by one, without patterns', (t) => {
  t.deepEqual(
    Object.keys(manifest.exports).filter((key) => key.includes('*')),
    [],
    'What a pattern exports cannot be kept stable',
  );
});

for (const { specifier, file, types } of subpaths) {
  test(`import('${specifier}') gives the module that was built, with its types`, async (t) => {
    // The package imports itself by name, so this goes through `exports` as a user's import does.
    const module: Record<string, unknown> = await import(specifier);
    t.true(Object.keys(module).length > 0, `${file} exports no value`);
    t.regex(readFileSync(types, 'utf8'), /^export /m);
  });
}

for (const [name, file] of Object.entries(manifest.bin)) {
  test(`the command ${name} is a built Node script, and executable even where it was built anew`, (t) => {
    t.regex(readFileSync(file, 'utf8'), /^#!\/usr\/bin\/env node\n/);
    t.is(statSync(file).mode & 0o111, 0o111);
  });
}
