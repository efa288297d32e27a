import test from 'ava';
import { generate, readSpecs, type SourceFile } from '../../../../generator/index.ts';

const sources = readSpecs('.').filter((source) => source.path.endsWith('.ksy'));

async function textsOf(specs: readonly SourceFile[]): Promise<ReadonlyMap<string, string>> {
  const { files, diagnostics } = await generate(specs);
  if (diagnostics.length > 0) throw new Error(diagnostics.map((each) => each.message).join('\n'));
  return new Map(files.map((file) => [file.path, file.text]));
}

/** Paths whose text differs after one replacement in one spec. */
async function changedBy(path: string, from: string, to: string): Promise<readonly string[]> {
  const before = await textsOf(sources);
  const edited = sources.map((source) =>
    source.path === path ? { path, text: source.text.replace(from, to) } : source,
  );
  if (edited.every((source, index) => source.text === sources[index]?.text)) throw new Error(`${path} has no ${from}`);
  const after = await textsOf(edited);
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((each) => before.get(each) !== after.get(each)).toSorted();
}

test('the same specs generate the same bytes, in any order of the files', async (t) => {
  t.deepEqual(await textsOf(sources.toReversed()), await textsOf(sources));
});

test('a renamed field changes only the files of its type, a changed doc only those with docs', async (t) => {
  const spec = 'spec/dtls13/wire/handshake.ksy';
  t.deepEqual(await changedBy(spec, 'id: message_seq', 'id: sequence'), [
    'generated/dtls13/arbitraries/handshake.ts',
    'generated/dtls13/wire/handshake.ts',
  ]);
  t.deepEqual(await changedBy(spec, 'Offset of this fragment', 'Position of this fragment'), [
    'generated/dtls13/wire/handshake.ts',
  ]);
});

test('a type that loses its fixed size changes only itself and the types that use the size', async (t) => {
  const spec = 'spec/dtls13/wire/selected_version.ksy';
  const more = '    enum: protocol_version::protocol_version\n  - id: rest\n    size-eos: true\n';
  t.deepEqual(await changedBy(spec, '    enum: protocol_version::protocol_version\n', more), [
    'generated/dtls13/arbitraries/selected-version.ts',
    'generated/dtls13/wire/hello-retry-request-extension.ts',
    'generated/dtls13/wire/selected-version.ts',
    'generated/dtls13/wire/server-hello-extension.ts',
  ]);
});

test('a new code point changes only its registry', async (t) => {
  t.deepEqual(
    await changedBy(
      'spec/dtls13/registries/alert_level.ksy',
      'enums:\n  alert_level:\n',
      'enums:\n  alert_level:\n    0: none\n',
    ),
    ['generated/dtls13/registries/alert-level.ts'],
  );
});

test('a renamed enum member changes its registry and the unions with a case for it', async (t) => {
  const specs = sources.map((source) => ({
    path: source.path,
    text: source.text.replaceAll('id: key_share\n', 'id: key_offer\n').replaceAll('::key_share:', '::key_offer:'),
  }));
  const before = await textsOf(sources);
  const after = await textsOf(specs);
  t.deepEqual(
    [...after.keys()].filter((path) => before.get(path) !== after.get(path)),
    [
      'generated/dtls13/arbitraries/client-hello-extension.ts',
      'generated/dtls13/arbitraries/hello-retry-request-extension.ts',
      'generated/dtls13/arbitraries/server-hello-extension.ts',
      'generated/dtls13/registries/extension-type.ts',
      'generated/dtls13/wire/client-hello-extension.ts',
      'generated/dtls13/wire/hello-retry-request-extension.ts',
      'generated/dtls13/wire/server-hello-extension.ts',
    ],
  );
});

test('code for users imports the runtime by the name of the package', async (t) => {
  const { files } = await generate(sources, { runtimeImport: 'wirechart' });
  const ack = files.find((file) => file.path.endsWith('/wire/ack.ts'));
  t.regex(ack?.text ?? '', /from 'wirechart\/runtime';\n/);
  t.false(files.some((file) => /from '\.[^']*\/runtime\//.test(file.text)));
});

test('the checked-in files are what the specs generate', async (t) => {
  const { checkGenerated } = await import('../../../../generator/index.ts');
  const { files } = await generate(readSpecs('.'));
  t.deepEqual(checkGenerated('.', files), { stale: [], missing: [], orphans: [] });
});
