import test from 'ava';
import { generate } from '../../../../generator/index.ts';

test('numbers in forms of YAML that TypeScript lacks are printed in forms of TypeScript', async (t) => {
  const text = ['012', '+3', '.5', '0x1F'].map(
    (value, index) => `N_${index}:\n  value: ${value}\n  unit: ms\n  doc: D.\n  ref: R\n`,
  );
  const { files, diagnostics } = await generate([{ path: 'spec/p/registries/constants.yaml', text: text.join('') }]);
  t.deepEqual(diagnostics, []);
  const printed = files.find(({ path }) => path.endsWith('/constants.ts'))?.text ?? '';
  t.deepEqual(
    [...printed.matchAll(/= (.+);$/gm)].map(([, value]) => value),
    ['12', '3', '0.5', '0x1f'],
  );
});
