import test from 'ava';
import { Imports } from '../../../../generator/emit/hardware/imports.ts';

test('imports are printed in the order of the formatter, independent of the order of the requests', (t) => {
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

test('an import that does not fit on one line has one line per name', (t) => {
  const imports = new Imports();
  for (let index = 10; index < 30; index++) imports.value(`aLongNameNumber${index}`, './a.ts');
  const [text = ''] = imports.print();
  t.is(text.split('\n').length, 22);
  const one = new Imports();
  one.value('x'.repeat(200), './a.ts');
  t.is(one.print()[0]?.split('\n').length, 1);
});
