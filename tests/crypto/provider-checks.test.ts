import test from 'ava';
import { aeadLengths, copyRecordNumberSample, requireKeyLength } from '../../runtime/crypto/index.ts';

test('a key of another length than the AEAD takes is refused with both lengths', (t) => {
  for (const name of ['aes-128-gcm', 'aes-256-gcm', 'chacha20-poly1305'] as const) {
    const { keyLength } = aeadLengths(name);
    t.notThrows(() => requireKeyLength(name, new Uint8Array(keyLength)));
    for (const length of [0, keyLength - 1, keyLength + 1]) {
      t.throws(() => requireKeyLength(name, new Uint8Array(length)), {
        code: 'ERR_WIRECHART_CONFIG',
        message: `key: ${name} takes ${keyLength} bytes, not ${length}`,
      });
    }
  }
});

test('the sample of a record number has 16 bytes, and one that leaves the slab is refused', (t) => {
  const slab = Uint8Array.from({ length: 20 }, (_, index) => index);
  const sample = new Uint8Array(16);
  copyRecordNumberSample(slab, 4, sample);
  t.deepEqual([...sample], [...slab.subarray(4)]);
  for (const at of [-1, 5, 20])
    t.throws(() => copyRecordNumberSample(slab, at, sample), { code: 'ERR_WIRECHART_CONFIG' });
});
