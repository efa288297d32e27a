import { isIP } from 'node:net';
import test from 'ava';
import { addressBytes } from '../../runtime/certificates/ip-address.ts';

test('the accepted addresses are those of node:net', (t) => {
  const texts = [
    '::',
    '::1',
    '1::',
    '1:2:3:4:5:6:7:8',
    '1:2:3:4:5:6:7::',
    '::2:3:4:5:6:7:8',
    '::ffff:192.0.2.1',
    '1::2:192.0.2.1',
  ];
  const strange = [
    '',
    ':',
    ':::',
    '1:::2',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    '12345::',
    'g::',
    '192.0.2.1::',
  ];
  const four = [
    '192.0.2.1',
    '0.0.0.0',
    '255.255.255.255',
    '256.0.0.1',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    '1.2.3.4.',
    '127.1',
    'a.b.c.d',
  ];
  for (const text of [...texts, ...strange, ...four]) {
    t.is(addressBytes(text)?.length, { 0: undefined, 4: 4, 6: 16 }[isIP(text)], text);
  }
  t.deepEqual(
    [...(addressBytes('2001:db8::c000:201') ?? [])],
    [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 192, 0, 2, 1],
  );
});
