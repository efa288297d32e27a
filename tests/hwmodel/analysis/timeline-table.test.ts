import test from 'ava';
import { timelineRows, timelineText } from '../../../hwmodel/analysis/index.ts';

const entry = (module: string, operation: string, beginPs: number, endPs: number, initiator = '') => ({
  module,
  operation,
  bytes: 10,
  initiator,
  beginPs,
  endPs,
});

test('printed times are exact to the picosecond', (t) => {
  const [row] = timelineRows([entry('m', 'o', 1_500_000_000_001, 2_000_000_000_000)]);
  t.is(row?.begin, '1500000.000001');
  t.is(row?.end, '2000000.000000');
  t.is(row?.duration, '499999.999999');
});

test('a printed timeline has aligned columns and no trailing blanks', (t) => {
  const text = timelineText([entry('client.crypto', 'hash', 0, 5, 'client.record'), entry('link', 'datagram', 5, 90)]);
  t.is(
    text,
    [
      'begin [us]  end [us]  duration [us]  module         operation  bytes  initiator',
      '  0.000000  0.000005       0.000005  client.crypto  hash          10  client.record',
      '  0.000005  0.000090       0.000085  link           datagram      10',
      '',
    ].join('\n'),
  );
});

test('a timeline can have 200,000 rows', (t) => {
  const entries = Array.from({ length: 200_000 }, (_, index) =>
    entry(index % 2 === 0 ? 'link' : 'crypto', 'x', index, 1),
  );
  t.is(timelineText(entries).split('\n').length, 200_002);
});
