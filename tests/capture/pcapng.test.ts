import test from 'ava';
import { CaptureReader } from 'wirechart/dissect';
import { block, description, enhanced, ip, section, simple } from './capture-writer.ts';
import { packetOf, readAll, TIME, v4 } from './sample-datagrams.ts';

test('pcapng: sections, timestamp resolutions, simple packet blocks and unknown blocks', (t) => {
  const little = { littleEndian: true };
  const big = { littleEndian: false };
  const raw = ip(v4);
  const file = Uint8Array.from([
    ...section(little),
    ...description(101, little, 9),
    ...enhanced(0, packetOf(raw), little, 1e6),
    ...block(0x0bad, [1, 2, 3], little),
    ...section(big),
    ...description(101, big, 0x80 | 20),
    ...enhanced(0, { data: raw, time: TIME }, big, 2 ** 20 / 1000),
    ...simple(raw, big),
    // Its interface has no description.
    ...enhanced(9, packetOf(raw), big),
  ]);
  const { reader, datagrams } = readAll(file, 13);
  t.is(reader.format, 'pcapng');
  t.is(reader.error, undefined);
  t.deepEqual(
    datagrams.map((each) => ('time' in each && typeof each.time === 'number' ? Math.round(each.time) : undefined)),
    [TIME, TIME, undefined],
  );
});

test('pcapng: if_tsoffset is added to the time, and a time outside the range of a Date is undefined', (t) => {
  const order = { littleEndian: false };
  const times = [[0, 0, 0, 0, 0, 0, 0, 60], [255, 255, 255, 255, 255, 255, 255, 255], Array(8).fill(0x7f)].map(
    (offset) => {
      const file = [
        ...section(order),
        ...description(101, order, undefined, offset),
        ...enhanced(0, packetOf(ip(v4)), order),
      ];
      const [datagram] = new CaptureReader().push(Uint8Array.from(file));
      return datagram?.time;
    },
  );
  t.deepEqual(times, [TIME + 60_000, TIME - 1000, undefined]);
});
