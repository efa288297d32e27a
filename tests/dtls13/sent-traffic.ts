import { ContentType } from '../../generated/dtls13/registries/content-type.ts';
import { Handshake } from '../../generated/dtls13/wire/handshake.ts';
import { ReadEpoch } from '../../runtime/dtls13/record/epoch.ts';
import { RecordReader } from '../../runtime/dtls13/record/record-reader.ts';
import { createCounters } from '../../runtime/dtls13/statistics.ts';
import type { SimulatedPair } from '../../runtime/testing/index.ts';
import { Reader } from '../../runtime/wire/index.ts';
import { protectionOf } from './keyed-peer.ts';

/** A record that a side sent. */
export interface SentRecord {
  readonly from: 'client' | 'server';
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** Index of its datagram among those of both sides. */
  readonly datagram: number;
  readonly isLastOfDatagram: boolean;
  /** As sent. */
  readonly bytes: Uint8Array;
  readonly epoch: number;
  readonly sequence: number;
  readonly contentType: number;
  readonly content: Uint8Array;
}

/** A handshake message or a fragment of one, with its record. */
export interface SentFragment extends Handshake {
  readonly record: SentRecord;
}

/**
 * Every record that both sides of a key-logged pair sent, in order. Records are split by their headers here, and opened
 * with the keys that the pair logged. Throws where a datagram is not a sequence of records or a record does not open.
 */
export function sentRecords(pair: SimulatedPair): readonly SentRecord[] {
  return recordsOf(pair, ['client', 'server']);
}

/** Every record that one side sent, in order. The other side may have other keys. */
export function sentRecordsOf(pair: SimulatedPair, side: SentRecord['from']): readonly SentRecord[] {
  return recordsOf(pair, [side]);
}

function recordsOf(pair: SimulatedPair, sides: readonly SentRecord['from'][]): readonly SentRecord[] {
  const readers = new Map(sides.map((side) => [side, readerOf(pair, side)]));
  return pair.network.datagrams.flatMap(({ from, at, bytes }, datagram) => {
    const side = from === 'client' ? 'client' : 'server';
    const open = readers.get(side);
    if (open === undefined) return [];
    const records = splitDatagram(bytes);
    return records.map((record, index) => ({
      from: side,
      at,
      datagram,
      isLastOfDatagram: index === records.length - 1,
      bytes: record,
      ...open(record),
    }));
  });
}

/** The handshake messages and fragments in the records, in order. */
export function sentFragments(records: readonly SentRecord[]): readonly SentFragment[] {
  return records.flatMap((record) => {
    if (record.contentType !== ContentType.handshake) return [];
    const fragments: SentFragment[] = [];
    for (const reader = new Reader(record.content); reader.remaining > 0; ) {
      fragments.push({ ...Handshake.decode(reader), record });
    }
    return fragments;
  });
}

/** The types of the messages that a side sent, each once, in the order of their numbers. */
export function sentTypes(records: readonly SentRecord[], from: SentRecord['from']): readonly number[] {
  const types = new Map<number, number>();
  for (const { record, messageSeq, msgType } of sentFragments(records)) {
    if (record.from === from) types.set(messageSeq, msgType);
  }
  return [...types].toSorted(([a], [b]) => a - b).map(([, type]) => type);
}

type OpenedRecord = Pick<SentRecord, 'epoch' | 'sequence' | 'contentType' | 'content'>;

function readerOf(pair: SimulatedPair, side: SentRecord['from']): (record: Uint8Array) => OpenedRecord {
  let opened: OpenedRecord | undefined;
  const counters = createCounters();
  const reader = new RecordReader(
    {
      record(contentType, epoch, sequence, slab, at, length) {
        opened = { epoch, sequence, contentType, content: slab.slice(at, at + length) };
      },
      earlyRecord() {},
      recordTooLong() {},
      forgeryLimitReached() {},
    },
    counters,
  );
  const label = `${side.toUpperCase()}_TRAFFIC_SECRET_`;
  const secrets = new Set(
    [...pair.clientHost.events, ...pair.serverHost.events].flatMap(({ event }) =>
      event.kind === 'keylog' && event.label.startsWith(label) ? [event.label] : [],
    ),
  );
  const hasHandshakeKeys = [...pair.clientHost.events, ...pair.serverHost.events].some(
    ({ event }) => event.kind === 'keylog',
  );
  // Four epochs can be told apart by the low bits: those up to the second update of keys.
  for (let epoch = 2; epoch <= 5 && hasHandshakeKeys && epoch <= 2 + secrets.size; epoch++) {
    reader.epochs.install(new ReadEpoch(epoch, protectionOf(pair, side, epoch), 1024));
  }
  return (record) => {
    opened = undefined;
    reader.receive(record.slice(), 0, record.length);
    if (opened === undefined) throw new RangeError(`a record of the ${side}: ${JSON.stringify(counters.discarded)}`);
    return opened;
  };
}

/** RFC 9147 section 4: 13 bytes and a length, or the flags of the unified header. */
function splitDatagram(datagram: Uint8Array): readonly Uint8Array[] {
  const view = Buffer.from(datagram);
  const records: Uint8Array[] = [];
  for (let at = 0; at < view.length; ) {
    const first = view[at] ?? 0;
    const isProtected = first >>> 5 === 1;
    const lengthAt = isProtected ? at + (first & 8 ? 3 : 2) : at + 11;
    const hasLength = !isProtected || (first & 4) !== 0;
    const end = hasLength ? lengthAt + 2 + view.readUInt16BE(lengthAt) : view.length;
    if (end > view.length) throw new RangeError('a record continues after its datagram');
    records.push(datagram.slice(at, end));
    at = end;
  }
  return records;
}
