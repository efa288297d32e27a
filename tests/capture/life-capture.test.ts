import { readFileSync } from 'node:fs';
import test from 'ava';
import { lifeCapture } from './life-capture.ts';

test('our recorded capture is what its seeded run gives', (t) => {
  const { name, pcap, keyLog } = lifeCapture();
  const path = `tests/vectors/captures/${name}`;
  t.deepEqual(new Uint8Array(readFileSync(`${path}.pcap`)), pcap);
  t.is(readFileSync(`${path}.keylog.txt`, 'utf8'), keyLog);
});
