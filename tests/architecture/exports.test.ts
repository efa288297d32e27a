import { readFileSync, statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import test from 'ava';
import { generatorSubpaths, manifest, type Subpath, subpaths } from './public-face.ts';

test('subpaths are written out one by one, without patterns', (t) => {
  t.deepEqual(
    [...subpaths, ...generatorSubpaths].filter(({ specifier }) => specifier.includes('*')),
    [],
    'What a pattern exports cannot be kept stable',
  );
});

// The repository is the package wirechart, so these imports go through `exports` as a user's imports do.
for (const subpath of subpaths) exportsValuesAndTypes(subpath, subpath.specifier);
for (const subpath of generatorSubpaths) exportsValuesAndTypes(subpath, pathToFileURL(subpath.file).href);

function exportsValuesAndTypes({ specifier, file, types }: Subpath, from: string): void {
  test(`import('${specifier}') gives the module that was built, with its types`, async (t) => {
    const module: Record<string, unknown> = await import(from);
    t.true(Object.keys(module).length > 0, `${file} exports no value`);
    t.regex(readFileSync(types, 'utf8'), /^export /m);
  });
}

for (const [name, file] of [manifest, manifest['wirechart-generator']].flatMap(({ bin }) => Object.entries(bin))) {
  test(`the command ${name} is a built Node script, and executable even where it was built again`, (t) => {
    t.regex(readFileSync(file, 'utf8'), /^#!\/usr\/bin\/env node\n/);
    t.is(statSync(file).mode & 0o111, 0o111);
  });
}
