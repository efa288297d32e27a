import test from 'ava';
import { generate } from '../../../../generator/index.ts';

const text = `meta:
  id: lamp
  endian: be
doc: A lamp.
doc-ref: Test section 20
seq:
  - { id: color, type: u1, enum: color }
  - { id: shape, type: u1, enum: shape }
-wc-enum-docs:
  color: { doc: The visible color., doc-ref: Test section 21 }
  shape: { doc: The shape of the case., doc-ref: Test section 22 }
enums:
  color: { 1: red }
  shape: { 1: round }
`;

test('each of two enums in one file has its own doc comment', async (t) => {
  const { files, diagnostics } = await generate([{ path: 'spec/p/wire/lamp.ksy', text }]);
  t.deepEqual(diagnostics, []);
  const emitted = files.find(({ path }) => path === 'generated/p/wire/lamp.ts')?.text ?? '';
  const comments = [...emitted.matchAll(/^\/\*\* (.*) \*\/\nexport (?:const|interface) (\w+)/gm)];
  t.deepEqual(Object.fromEntries(comments.map(([, comment, name]) => [name, comment])), {
    Color: 'The visible color. Test section 21.',
    Shape: 'The shape of the case. Test section 22.',
    Lamp: 'A lamp. Test section 20.',
  });
});
