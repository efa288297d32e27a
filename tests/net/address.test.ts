import { isIPv6 } from 'node:net';
import test from 'ava';
import fc from 'fast-check';
import { ConfigError } from '../../runtime/errors/config-error.ts';
import { canonicalAddress } from '../../runtime/net/address.ts';

const hex = (address: string, port = 0x1234): string => Buffer.from(canonicalAddress(address, port)).toString('hex');

test('an IPv4 address is four bytes and the port', (t) => {
  t.is(hex('192.0.2.1'), 'c00002011234');
  t.is(hex('0.0.0.0', 65_535), '00000000ffff');
});

test('every spelling of an IPv6 address gives the same bytes', (t) => {
  const expected = '20010db80000000000000000000000011234';
  for (const text of ['2001:db8::1', '2001:DB8:0:0:0:0:0:1', '2001:db8:0:0::1', '2001:db8::0.0.0.1']) {
    t.is(hex(text), expected, text);
  }
  t.is(hex('::'), `${'00'.repeat(16)}1234`);
  t.is(hex('1::'), `0001${'00'.repeat(14)}1234`);
});

test('an IPv4 address mapped into IPv6 takes the IPv4 form', (t) => {
  for (const text of ['::ffff:192.0.2.1', '::FFFF:c000:201', '0:0:0:0:0:ffff:192.0.2.1'])
    t.is(hex(text), 'c00002011234');
  t.is(hex('::192.0.2.1'), '000000000000000000000000c00002011234');
});

test('the zone of a link-local address distinguishes two peers', (t) => {
  t.is(hex('fe80::1%eth0'), `${hex('fe80::1')}65746830`);
  t.not(hex('fe80::1%eth0'), hex('fe80::1%eth1'));
});

test('text that is not an IP address throws ConfigError', (t) => {
  for (const text of ['', 'localhost', '1.2.3', '1.2.3.4.5', ':::', '1::2::3', '%eth0']) {
    t.throws(() => canonicalAddress(text, 1), { instanceOf: ConfigError }, text);
  }
});

test('two random IPv6 addresses have the same bytes only when they are the same address', (t) => {
  const address = fc.ipV6().filter(isIPv6);
  // URL normalises addresses by its own code: an oracle for equality.
  const normal = (text: string): string => new URL(`http://[${text}]`).hostname;
  fc.assert(
    fc.property(
      address,
      address,
      (a, b) => (hex(a) === hex(b)) === (normal(a) === normal(b)) && hex(a) === hex(normal(a).slice(1, -1)),
    ),
  );
  t.pass();
});
