import test from 'ava';
import { RecentAnchors } from '../../runtime/certificates/recent-anchors.ts';
import { ConfigError } from '../../runtime/errors/config-error.ts';
import { issue } from './authority.ts';

const ca = await issue({ subject: 'CN=First', ca: true });
const other = await issue({ subject: 'CN=Second', ca: true });

test('the same certificates are parsed once, in the same form', (t) => {
  const recent = new RecentAnchors();
  const anchors = recent.get(ca.pem);
  t.is(anchors.size, 1);
  t.is(recent.get(`${ca.pem}`), anchors);
  t.is(recent.get([ca.pem]), anchors);
  const der = recent.get(ca.der);
  t.is(recent.get(Uint8Array.from(ca.der)), der);
  t.deepEqual(
    der.certificates.map((certificate) => certificate.der),
    [Uint8Array.from(ca.der)],
  );
});

test('other certificates are parsed', (t) => {
  const recent = new RecentAnchors();
  const both = recent.get([ca.pem, other.pem]);
  t.not(recent.get([other.pem, ca.pem]), both);
  t.not(recent.get([ca.pem]), both);
  // The border between two entries is part of the key.
  t.not(recent.get([ca.pem + other.pem]), both);
  // The bytes decide, not their array.
  const bytes = Uint8Array.from(ca.der);
  const before = recent.get(bytes);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  t.not(recent.get(bytes), before);
});

test('the eight sources that were used last are kept', (t) => {
  const recent = new RecentAnchors();
  const source = (number: number): string => `${number}\n${ca.pem}`;
  const [first, second] = [0, 1, 2, 3, 4, 5, 6, 7].map((number) => recent.get(source(number)));
  t.true(recent.get(source(0)) === first);
  recent.get(source(8));
  t.true(recent.get(source(0)) === first);
  t.false(recent.get(source(1)) === second);
});

test('a source that cannot be parsed throws each time, and a large one is not kept', (t) => {
  const recent = new RecentAnchors();
  for (let round = 0; round < 2; round++) {
    const error = t.throws(() => recent.get('no certificate'), { instanceOf: ConfigError });
    t.is(error?.option, 'ca');
    t.throws(() => recent.get(7 as never), { instanceOf: ConfigError });
  }
  const large = `${ca.pem}${' '.repeat(1 << 20)}`;
  t.not(recent.get(large), recent.get(large));
});
