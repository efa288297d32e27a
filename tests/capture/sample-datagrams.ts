import { type CapturedDatagram, CaptureReader } from 'wirechart/dissect';
import type { DatagramContent, PacketContent } from './capture-writer.ts';

// Two datagrams, one over IPv4 and one over IPv6, that the capture tests write to files and read back.

/** Milliseconds since the Unix epoch. */
export const TIME = Date.UTC(2026, 10, 21, 12, 0, 0, 250);
export const v4: DatagramContent = {
  from: [[192, 0, 2, 7], 5000],
  to: [[198, 51, 100, 1], 4433],
  payload: [22, 1, 2, 3],
};
export const v6: DatagramContent = {
  from: [[0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 2], 1],
  to: [[...Array(15).fill(0), 1], 65_535],
  payload: [],
};
/** The datagrams of `v4` and `v6` as `summary` shows them. */
export const expected = [
  { from: '192.0.2.7:5000', to: '198.51.100.1:4433', payload: [22, 1, 2, 3], time: TIME, missing: 0 },
  { from: '2001:db8::1:0:0:2:1', to: '::1:65535', payload: [], time: TIME, missing: 0 },
];

function summary({ from, to, payload, time, missing }: CapturedDatagram): object {
  const text = ({ address, port }: CapturedDatagram['from']): string => `${address}:${port}`;
  return { from: text(from), to: text(to), payload: [...payload], time, missing };
}

/** Reads a whole file in chunks of `chunkBytes`. */
export function readAll(file: Uint8Array, chunkBytes = file.length): { reader: CaptureReader; datagrams: object[] } {
  const reader = new CaptureReader();
  const datagrams: object[] = [];
  for (let at = 0; at < file.length; at += chunkBytes) {
    // A copy, so that a view of an earlier chunk does not share memory with this one.
    datagrams.push(...reader.push(file.slice(at, at + chunkBytes)).map(summary));
  }
  reader.end();
  return { reader, datagrams };
}

export const packetOf = (data: readonly number[]): PacketContent => ({ data, time: TIME });
