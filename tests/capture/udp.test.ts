import test from 'ava';
import { ip, links, pcap } from './capture-writer.ts';
import { expected, packetOf, readAll, v4, v6 } from './sample-datagrams.ts';

test('IPv6 extension headers are skipped', (t) => {
  const data = ip(v6, [
    [0, [0, ...Array(6).fill(0)]],
    [60, [1, ...Array(14).fill(0)]],
    [51, [4, ...Array(22).fill(0)]],
    // An atomic fragment.
    [44, [0, 0, 0, 0, 0, 0, 1]],
  ]);
  t.deepEqual(readAll(pcap(101, [packetOf(data)], { littleEndian: true })).datagrams, expected.slice(1));
});

test('packets without a UDP datagram are counted by reason', (t) => {
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
    ethernet(change(ip(v4), 0, 0x30)), // not an IP version
    ethernet(ip(v4)).slice(0, 20),
    ethernet(ip(v4)).slice(0, 40),
    ethernet(ip(v4)).slice(0, -1), // shorter than the UDP length, with equal captured and original lengths
    ethernet(change(ip(v4), 25, 3)), // UDP of 3 bytes
    [],
  ].map(packetOf);
  const { reader, datagrams } = readAll(pcap(1, packets, { littleEndian: true }));
  t.deepEqual(datagrams, []);
  t.is(reader.error, undefined);
  t.deepEqual(reader.counters, {
    packets: 12,
    datagrams: 0,
    skipped: { unknownLinkType: 0, notIp: 2, notUdp: 2, fragment: 2, malformed: 6 },
  });
  t.is(readAll(pcap(195, [packetOf([1])], { littleEndian: true })).reader.counters.skipped.unknownLinkType, 1);
});
