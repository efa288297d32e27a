import test from 'ava';
import { Imports } from '../../../../generator/emit/hardware/imports.ts';

test('imports stand in the order that the formatter wants, whatever order they were asked for in', (t) => {
  const imports = new Imports();
  imports.value('zebra', './b.ts');
  imports.value('Ab', './b.ts');
  imports.type('ab', './b.ts');
  imports.type('x', './a.ts');
  imports.type('y', '../z.ts');
  imports.value('w', 'wirechart/hwmodel');
  imports.value('abc', './b.ts');
  t.deepEqual(imports.print(), [
    "import { w } from 'wirechart/hwmodel';",
    "import type { y } from '../z.ts';",
    "import type { x } from './a.ts';",
    "import { Ab, type ab, abc, zebra } from './b.ts';",
  ]);
});

test('what does not fit into a line has a line for each name', (t) => {
  const imports = new Imports();
  for (let index = 10; index < 30; index++) imports.value(`aLongNameNumber${index}`, './a.ts');
  const [text = ''] = imports.print();
  t.is(text.split('\n').length, 22);
  const one = new Imports();
  one.value('x'.repeat(200), './a.ts');
  t.is(one.print()[0]?.split('\n').length, 1);
});
