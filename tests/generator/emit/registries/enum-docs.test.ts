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
  color: { doc: What one sees from afar., doc-ref: Test section 21 }
  shape: { doc: What one feels in the dark., doc-ref: Test section 22 }
enums:
  color: { 1: red }
  shape: { 1: round }
`;

test('of two enums in one file each is told by its own doc, and by neither the other nor that of the file', async (t) => {
  const { files, diagnostics } = await generate([{ path: 'spec/p/wire/lamp.ksy', text }]);
  t.deepEqual(diagnostics, []);
  const emitted = files.find(({ path }) => path === 'generated/p/wire/lamp.ts')?.text ?? '';
  const comments = [...emitted.matchAll(/^\/\*\* (.*) \*\/\nexport (?:const|interface) (\w+)/gm)];
  t.deepEqual(Object.fromEntries(comments.map(([, comment, name]) => [name, comment])), {
    Color: 'What one sees from afar. Test section 21.',
    Shape: 'What one feels in the dark. Test section 22.',
    Lamp: 'A lamp. Test section 20.',
  });
});
