import test from 'ava';
import { complaintsAboutSpec, SCHEMA } from '../../sample-schema.ts';

test('instances that double eighteen times are refused', async (t) => {
  const instances = Array.from(
    { length: 18 },
    (_, i) => `  i${i}: { value: ${i === 0 ? 'x' : `i${i - 1} + i${i - 1}`} }\n`,
  );
  t.regex(
    (await complaintsAboutSpec(`${SCHEMA}instances:\n${instances.join('')}`))[0] ?? '',
    /refers to others too often/,
  );
});
