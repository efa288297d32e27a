import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { type CapturedDatagram, CaptureReader, looksLikeCapture } from 'wirechart/capture';
import { peerTest } from '../peers.ts';
import {
  block,
  description,
  enhanced,
  ip,
  links,
  type MadeDatagram,
  type MadePacket,
  pcap,
  section,
  simple,
} from './capture-files.ts';

const TIME = Date.UTC(2026, 10, 21, 12, 0, 0, 250);
const v4: MadeDatagram = { from: [[192, 0, 2, 7], 5000], to: [[198, 51, 100, 1], 4433], payload: [22, 1, 2, 3] };
const v6: MadeDatagram = {
  from: [[0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 2], 1],
  to: [[...Array(15).fill(0), 1], 65_535],
  payload: [],
};
const told = [
  { from: '192.0.2.7:5000', to: '198.51.100.1:4433', payload: [22, 1, 2, 3], time: TIME, missing: 0 },
  { from: '2001:db8::1:0:0:2:1', to: '::1:65535', payload: [], time: TIME, missing: 0 },
];

function tell({ from, to, payload, time, missing }: CapturedDatagram): object {
  const place = ({ address, port }: CapturedDatagram['from']): string => `${address}:${port}`;
  return { from: place(from), to: place(to), payload: [...payload], time, missing };
}

function readAll(file: Uint8Array, piece = file.length): { reader: CaptureReader; datagrams: object[] } {
  const reader = new CaptureReader();
  const datagrams: object[] = [];
  for (let at = 0; at < file.length; at += piece) {
    // A copy, so that a view kept too long would show.
    datagrams.push(...reader.push(file.slice(at, at + piece)).map(tell));
  }
  reader.end();
  return { reader, datagrams };
}

const made = (data: readonly number[]): MadePacket => ({ data, time: TIME });

for (const [name, [type, wrap]] of Object.entries(links)) {
  const packets = [v4, v6].map((datagram) => made(wrap(ip(datagram))));
  for (const littleEndian of [true, false]) {
    const order = { littleEndian };
    const end = littleEndian ? 'little' : 'big';
    test(`datagrams over ${name} are read from pcap and pcapng, ${end} endian, in pieces of any size`, (t) => {
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
        t.true(looksLikeCapture(file));
        for (const piece of [file.length, 1, 7, 64]) {
          const { reader, datagrams } = readAll(file, piece);
          t.is(reader.problem, undefined);
          t.deepEqual(datagrams, told);
          t.like(reader.counters, { packets: 2, datagrams: 2 });
        }
      }
    });
  }
}

test('pcapng: sections, resolutions, simple and unknown blocks', (t) => {
  const little = { littleEndian: true };
  const big = { littleEndian: false };
  const raw = ip(v4);
  const file = Uint8Array.from([
    ...section(little),
    ...description(101, little, 9),
    ...enhanced(0, made(raw), little, 1e6),
    ...block(0x0bad, [1, 2, 3], little),
    ...section(big),
    ...description(101, big, 0x80 | 20),
    ...enhanced(0, { data: raw, time: TIME }, big, 2 ** 20 / 1000),
    ...simple(raw, big),
    // Of an interface that nobody described.
    ...enhanced(9, made(raw), big),
  ]);
  const { reader, datagrams } = readAll(file, 13);
  t.is(reader.format, 'pcapng');
  t.is(reader.problem, undefined);
  t.deepEqual(
    datagrams.map((each) => ('time' in each && typeof each.time === 'number' ? Math.round(each.time) : undefined)),
    [TIME, TIME, undefined],
  );
});

test('pcapng: an offset moves the time, and a time that no calendar knows is none', (t) => {
  const order = { littleEndian: false };
  const times = [[0, 0, 0, 0, 0, 0, 0, 60], [255, 255, 255, 255, 255, 255, 255, 255], Array(8).fill(0x7f)].map(
    (offset) => {
      const file = [
        ...section(order),
        ...description(101, order, undefined, offset),
        ...enhanced(0, made(ip(v4)), order),
      ];
      const [datagram] = new CaptureReader().push(Uint8Array.from(file));
      return datagram?.time;
    },
  );
  t.deepEqual(times, [TIME + 60_000, TIME - 1000, undefined]);
});

test('IPv6 extension headers are stepped over', (t) => {
  const data = ip(v6, [
    [0, [0, ...Array(6).fill(0)]],
    [60, [1, ...Array(14).fill(0)]],
    [51, [4, ...Array(22).fill(0)]],
    // A fragment that is the whole packet.
    [44, [0, 0, 0, 0, 0, 0, 1]],
  ]);
  t.deepEqual(readAll(pcap(101, [made(data)], { littleEndian: true })).datagrams, told.slice(1));
});

test('what is no datagram is counted by cause', (t) => {
  const [, ethernet] = links['Ethernet'] ?? [0, (packet: readonly number[]) => [...packet]];
  const change = (packet: readonly number[], at: number, value: number): number[] => packet.with(at, value);
  const fragment = ip(v6, [[44, [0, 0, 8, 0, 0, 0, 1]]]);
  const packets = [
    change(ethernet(ip(v4)), 13, 6), // ARP
    ethernet(change(ip(v4), 9, 6)), // TCP
    ethernet(change(ip(v6), 6, 58)), // ICMPv6
    ethernet(change(ip(v4), 6, 0x20)), // more fragments
    ethernet(fragment),
    ethernet(change(ip(v4), 0, 0x44)), // header of 16 bytes
    ethernet(change(ip(v4), 0, 0x30)), // no version of IP
    ethernet(ip(v4)).slice(0, 20),
    ethernet(ip(v4)).slice(0, 40),
    ethernet(ip(v4)).slice(0, -1), // shorter than UDP says, and the capture does not say it was cut
    ethernet(change(ip(v4), 25, 3)), // UDP of 3 bytes
    [],
  ].map(made);
  const { reader, datagrams } = readAll(pcap(1, packets, { littleEndian: true }));
  t.deepEqual(datagrams, []);
  t.is(reader.problem, undefined);
  t.deepEqual(reader.counters, {
    packets: 12,
    datagrams: 0,
    skipped: { unknownLink: 0, notIp: 2, notUdp: 2, fragment: 2, malformed: 6 },
  });
  t.is(readAll(pcap(195, [made([1])], { littleEndian: true })).reader.counters.skipped.unknownLink, 1);
});

test('a datagram that was not captured whole says how much is missing', (t) => {
  const cut = ip(v4).slice(0, -3);
  const { datagrams } = readAll(pcap(101, [{ data: cut, time: TIME, missing: 3 }], { littleEndian: true }));
  t.deepEqual(datagrams, [{ ...told[0], payload: [22], missing: 3 }]);
});

test('a file that is damaged gives what stands before the damage, and says what is wrong', (t) => {
  const order = { littleEndian: true };
  const good = pcap(101, [made(ip(v4))], order);
  const cases: [Uint8Array, RegExp, number][] = [
    [Uint8Array.of(), /no pcap or pcapng/, 0],
    [Uint8Array.of(1, 2, 3), /no pcap or pcapng/, 0],
    [Uint8Array.of(1, 2, 3, 4, 5), /no pcap or pcapng/, 0],
    [good.slice(0, 20), /ends in the middle/, 0],
    [Uint8Array.from([...good, 1, 2, 3]), /ends in the middle/, 1],
    [Uint8Array.from([...good, ...Array(16).fill(255)]), /claims to have 4294967295 bytes/, 1],
    [Uint8Array.from([...section(order), ...Array(12).fill(255)]), /block claims to have/, 0],
    [Uint8Array.from([0x0a, 0x0d, 0x0d, 0x0a, ...Array(12).fill(0)]), /byte order/, 0],
    [Uint8Array.from([...section(order).slice(0, -1), 9]), /does not end where it says/, 0],
    [Uint8Array.from([...section(order), ...Array(4097).fill(description(1, order)).flat()]), /too many interfaces/, 0],
  ];
  for (const [file, problem, count] of cases) {
    const { reader, datagrams } = readAll(file);
    t.regex(reader.problem ?? '', problem);
    t.is(datagrams.length, count);
    t.deepEqual(reader.push(good), []);
  }
});

test('no bytes make it throw, and pieces change nothing', (t) => {
  const order = { littleEndian: true };
  const seeds = [
    ...readdirSync('tests/vectors/captures')
      .filter((name) => name.endsWith('.pcap'))
      .map((name) => new Uint8Array(readFileSync(join('tests/vectors/captures', name)).subarray(0, 2000))),
    Uint8Array.from([...section(order), ...description(1, order, 6), ...enhanced(0, made(ip(v4)), order)]),
  ];
  const damage = fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.constantFrom(...seeds), damage, fc.integer({ min: 1, max: 300 }), (seed, changes, piece) => {
      const file = seed.slice();
      for (const [at, value] of changes) if (at < file.length) file[at] = value;
      const whole = readAll(file);
      const pieces = readAll(file, piece);
      t.deepEqual(pieces.datagrams, whole.datagrams);
      t.is(pieces.reader.problem, whole.reader.problem);
    }),
    { numRuns: 400 },
  );
});

for (const file of readdirSync('tests/vectors/captures').filter((name) => name.endsWith('.pcap'))) {
  peerTest('tshark', `tshark finds the same datagrams in ${file}, also after writing it as pcapng`, (t) => {
    const path = join('tests/vectors/captures', file);
    const folder = mkdtempSync(join(tmpdir(), 'wirechart-'));
    t.teardown(() => rmSync(folder, { recursive: true }));
    const rewritten = join(folder, 'out.pcapng');
    t.is(spawnSync('tshark', ['-r', path, '-F', 'pcapng', '-w', rewritten], { timeout: 60_000 }).status, 0);
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
    const theirs = stdout
      .trimEnd()
      .split('\n')
      .map((line) => {
        const [time, from4, from6, fromPort, to4, to6, toPort, payload] = line.split('\t');
        return `${Math.round(Number(time) * 1000)} ${from4 || from6} ${fromPort} ${to4 || to6} ${toPort} ${payload}`;
      });
    for (const each of [path, rewritten]) {
      const reader = new CaptureReader();
      const ours = reader.push(readFileSync(each)).map(({ time = 0, from, to, payload }) => {
        const hex = Buffer.from(payload).toString('hex');
        return `${Math.round(time)} ${from.address} ${from.port} ${to.address} ${to.port} ${hex}`;
      });
      t.deepEqual(ours, theirs);
    }
  });
}
