import { isIP } from 'node:net';
import test from 'ava';
import { canonicalAddress } from '../../runtime/net/address.ts';
import { addressEnd, ipv4Text, ipv6Text, isMapped, parseAddress } from '../../runtime/net/address-text.ts';
import { SeededRandom } from '../../runtime/testing/index.ts';
import { propertySeed } from '../property-seed.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** The bytes in the canonical form; undefined: the text is not an address. */
function parsed(text: string): string | undefined {
  const bytes = new Uint8Array(16).fill(0xee);
  if (parseAddress(text, text.length, bytes) === 0) return undefined;
  return hex(isMapped(bytes, 0) ? bytes.subarray(12) : bytes);
}

const expected = (text: string): string | undefined =>
  isIP(text) === 0 ? undefined : hex(canonicalAddress(text, 0)).slice(0, -4);

test('addresses have the bytes of their canonical form', (t) => {
  const texts = ['192.0.2.1', '0.0.0.0', '255.255.255.255', '::', '::1', '1::', 'fe80::1', '2001:DB8::a:0:0:b'];
  texts.push('1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7::', '::2:3:4:5:6:7:8', '::ffff:192.0.2.1', '64:ff9b::192.0.2.33');
  texts.push('1:2:3:4:5:6:1.2.3.4', '::1.2.3.4', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff');
  for (const text of texts) {
    t.not(expected(text), undefined, text);
    t.is(parsed(text), expected(text), text);
  }
});

test('a text that Node takes for no address is none here', (t) => {
  const wrong = ['', '.', ':', ':::', '1', '1.2.3', '1.2.3.4.5', '1.2.3.256', '01.2.3.4', '1.2.3.4.', '.1.2.3.4'];
  wrong.push('1..2.3', '1.2.3.4 ', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1::2::3', '1:2:3:4:5:6:7:8::', '::12345');
  wrong.push('1:2:3:4:5:6:7:', ':1:2:3:4:5:6:7', '::g', '1:2:3:4:5:6:7:1.2.3.4', '1:2:3:4:5:6::1.2.3.4', '::1.2.3');
  wrong.push('1.2.3.4::', '::1.2.3.4:5', '1.2.3.4%', 'a.b.c.d', '1.2.3.4:5', '1.2.3.4444444444444444444');
  for (const text of wrong) {
    t.is(expected(text), undefined, text);
    t.is(parsed(text), undefined, text);
  }
});

test('any text is an address here if it is one for Node', (t) => {
  const random = new SeededRandom(propertySeed);
  const parts = ['0', '1', '25', '255', '256', '0a', 'FF', 'ffff', ':', ':', ':', ':', '::', '.', '.', '.', ''];
  let addresses = 0;
  for (let round = 0; round < 60_000; round++) {
    const isIPv4Like = round % 3 === 0;
    const count = 1 + (random.bits() % 16);
    const text = Array.from({ length: count }, (_, index) => {
      if (isIPv4Like) return index % 2 === 1 ? '.' : String(random.bits() % 300);
      return parts[random.bits() % parts.length];
    }).join('');
    if (isIP(text) !== 0) addresses += 1;
    // An assertion for each text would take long.
    if (parsed(text) !== expected(text)) t.is(parsed(text), expected(text), text);
  }
  t.true(addresses > 500, `${addresses}`);
});

test('the text of an address leads to the same bytes', (t) => {
  const random = new SeededRandom(propertySeed);
  for (let round = 0; round < 500; round++) {
    const bytes = Uint8Array.from({ length: 16 }, () => (random.bits() % 3 === 0 ? random.bits() & 255 : 0));
    const again = new Uint8Array(16);
    const text = ipv6Text(bytes);
    t.is(parseAddress(text, text.length, again), 6);
    t.deepEqual(again, bytes);
    const short = ipv4Text(bytes);
    t.is(parseAddress(short, short.length, again), 4);
    t.deepEqual(again.subarray(12), bytes.subarray(0, 4));
  }
});

test('a zone is not part of the address', (t) => {
  t.is(addressEnd('fe80::1%eth0'), 7);
  t.is(addressEnd('fe80::1'), 7);
  const bytes = new Uint8Array(16);
  t.is(parseAddress('fe80::1%eth0', 7, bytes), 6);
  t.is(hex(bytes), 'fe800000000000000000000000000001');
});
