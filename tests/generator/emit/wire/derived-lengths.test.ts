import test from 'ava';
import { generate } from '../../../../generator/index.ts';
import { HEAD } from '../../sample-schema.ts';

/** The codec emitted for a type with these fields. */
async function codecOf(seq: string): Promise<string> {
  const { files } = await generate([{ path: 'spec/p/wire/a.ksy', text: `${HEAD}seq:\n${seq}` }]);
  return files.find(({ path }) => path.endsWith('/wire/a.ts'))?.text ?? '';
}

const member = /readonly len: number/;

test('the length of one field is not a member: it follows from the field', async (t) => {
  t.notRegex(await codecOf('  - { id: len, type: u1 }\n  - { id: x, size: len }\n'), member);
});

test('the length of two fields is a member', async (t) => {
  t.regex(await codecOf('  - { id: len, type: u1 }\n  - { id: x, size: len }\n  - { id: y, size: len }\n'), member);
});
