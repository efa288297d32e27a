import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { CaptureReader, isCapture } from 'wirechart/dissect';
import { peerTest } from '../peers.ts';
import { description, enhanced, ip, links, pcap, section } from './capture-writer.ts';
import { expected, packetOf, readAll, TIME, v4, v6 } from './sample-datagrams.ts';

for (const [name, [type, wrap]] of Object.entries(links)) {
  const packets = [v4, v6].map((datagram) => packetOf(wrap(ip(datagram))));
  for (const littleEndian of [true, false]) {
    const order = { littleEndian };
    const end = littleEndian ? 'little' : 'big';
    test(`datagrams over ${name} are read from pcap and pcapng, ${end} endian, in chunks of any size`, (t) => {
      const files = [
        pcap(type, packets, order),
        pcap(type, packets, { ...order, nano: true }),
        Uint8Array.from([
          ...section(order),
          ...description(1, order),
          ...description(type, order),
          ...packets.flatMap((packet) => enhanced(1, packet, order)),
        ]),
      ];
      for (const file of files) {
        t.true(isCapture(file));
        for (const chunkBytes of [file.length, 1, 7, 64]) {
          const { reader, datagrams } = readAll(file, chunkBytes);
          t.is(reader.error, undefined);
          t.deepEqual(datagrams, expected);
          t.like(reader.counters, { packets: 2, datagrams: 2 });
        }
      }
    });
  }
}

test('a datagram that was not captured completely has the number of missing bytes', (t) => {
  const truncated = ip(v4).slice(0, -3);
  const { datagrams } = readAll(pcap(101, [{ data: truncated, time: TIME, missing: 3 }], { littleEndian: true }));
  t.deepEqual(datagrams, [{ ...expected[0], payload: [22], missing: 3 }]);
});

test('a malformed file gives the datagrams before the error, and the error', (t) => {
  const order = { littleEndian: true };
  const good = pcap(101, [packetOf(ip(v4))], order);
  const cases: [Uint8Array, RegExp, number][] = [
    [Uint8Array.of(), /not a pcap or pcapng/, 0],
    [Uint8Array.of(1, 2, 3), /not a pcap or pcapng/, 0],
    [Uint8Array.of(1, 2, 3, 4, 5), /not a pcap or pcapng/, 0],
    [good.slice(0, 20), /ends in the middle/, 0],
    [Uint8Array.from([...good, 1, 2, 3]), /ends in the middle/, 1],
    [Uint8Array.from([...good, ...Array(16).fill(255)]), /length of a packet is 4294967295 bytes/, 1],
    [Uint8Array.from([...section(order), ...Array(12).fill(255)]), /length of a block is/, 0],
    [Uint8Array.from([0x0a, 0x0d, 0x0d, 0x0a, ...Array(12).fill(0)]), /byte-order magic/, 0],
    [Uint8Array.from([...section(order).slice(0, -1), 9]), /two lengths of a block differ/, 0],
    [Uint8Array.from([...section(order), ...Array(4097).fill(description(1, order)).flat()]), /too many interfaces/, 0],
  ];
  for (const [file, error, count] of cases) {
    const { reader, datagrams } = readAll(file);
    t.regex(reader.error ?? '', error);
    t.is(datagrams.length, count);
    t.deepEqual(reader.push(good), []);
  }
});

test('no input causes an exception, and the result does not depend on the chunks', (t) => {
  const order = { littleEndian: true };
  const seeds = [
    ...readdirSync('tests/vectors/captures')
      .filter((name) => name.endsWith('.pcap'))
      .map((name) => new Uint8Array(readFileSync(join('tests/vectors/captures', name)).subarray(0, 2000))),
    Uint8Array.from([...section(order), ...description(1, order, 6), ...enhanced(0, packetOf(ip(v4)), order)]),
  ];
  const changes = fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.constantFrom(...seeds), changes, fc.integer({ min: 1, max: 300 }), (seed, changed, chunkBytes) => {
      const file = seed.slice();
      for (const [at, value] of changed) if (at < file.length) file[at] = value;
      const whole = readAll(file);
      const chunked = readAll(file, chunkBytes);
      t.deepEqual(chunked.datagrams, whole.datagrams);
      t.is(chunked.reader.error, whole.reader.error);
    }),
    { numRuns: 400 },
  );
});

for (const file of readdirSync('tests/vectors/captures').filter((name) => name.endsWith('.pcap'))) {
  peerTest('tshark', `tshark reads the same datagrams from ${file} and from its conversion to pcapng`, (t) => {
    const path = join('tests/vectors/captures', file);
    const folder = mkdtempSync(join(tmpdir(), 'wirechart-'));
    t.teardown(() => rmSync(folder, { recursive: true }));
    const converted = join(folder, 'out.pcapng');
    t.is(spawnSync('tshark', ['-r', path, '-F', 'pcapng', '-w', converted], { timeout: 60_000 }).status, 0);
    const fields = [
      'frame.time_epoch',
      'ip.src',
      'ipv6.src',
      'udp.srcport',
      'ip.dst',
      'ipv6.dst',
      'udp.dstport',
      'udp.payload',
    ];
    const { stdout } = spawnSync(
      'tshark',
      ['-n', '-r', path, '-Y', 'udp', '-T', 'fields', ...fields.flatMap((field) => ['-e', field])],
      { encoding: 'utf8', timeout: 60_000 },
    );
    const fromTshark = stdout
      .trimEnd()
      .split('\n')
      .map((line) => {
        const [time, from4, from6, fromPort, to4, to6, toPort, payload] = line.split('\t');
        return `${Math.round(Number(time) * 1000)} ${from4 || from6} ${fromPort} ${to4 || to6} ${toPort} ${payload}`;
      });
    for (const each of [path, converted]) {
      const reader = new CaptureReader();
      const ours = reader.push(readFileSync(each)).map(({ time = 0, from, to, payload }) => {
        const hex = Buffer.from(payload).toString('hex');
        return `${Math.round(time)} ${from.address} ${from.port} ${to.address} ${to.port} ${hex}`;
      });
      t.deepEqual(ours, fromTshark);
    }
  });
}
