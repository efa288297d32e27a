import { MAX_RECORDS } from '../../crypto/record-descriptor.ts';
import type { OutputSink } from '../endpoint.ts';
import type { WriteEpoch } from './epoch.ts';
import type { RecordWriter } from './record-writer.ts';

/** Longest payload of a UDP datagram over IPv4, and so the longest slice that a host reserves. */
const MAX_SLICE = 65_507;

/** Messages that wait, in their order: message i is `slabs[i][at[i], at[i] + length[i])`. */
export interface WaitingMessages {
  readonly slabs: readonly (Uint8Array | undefined)[];
  readonly at: readonly number[];
  readonly length: readonly number[];
}

/** Sizes and padding of the datagrams of the current run. All runs share them: a run is complete before the next begins. */
const SIZES = new Int32Array(MAX_RECORDS);
const PADDING = new Int32Array(MAX_RECORDS);
/** Offset and length of each message of the run in its slab, where the provider copies the messages. */
const SPANS = new Int32Array(2 * MAX_RECORDS);

/**
 * A run of messages, each a record and a datagram of its own, which have one slice of the host and are protected in one
 * call.
 */
export class DataRun {
  readonly #records: RecordWriter;

  constructor(records: RecordWriter) {
    this.#records = records;
  }

  /** Bytes of datagram `index` of the run that `seal` returned. */
  size(index: number): number {
    return SIZES[index] as number;
  }

  /**
   * Seals messages from `first` on, at most `limit`, as far as they fit into one slice. Each datagram has at most
   * `maxDatagramSize` bytes, and more only for a message that was accepted before that was reduced. Returns their number; 0:
   * the sink is full. Throws InternalError if the provider fails: then none of them leaves.
   */
  seal(
    sink: OutputSink,
    path: number,
    epoch: WriteEpoch,
    contentType: number,
    messages: WaitingMessages,
    first: number,
    limit: number,
    maxDatagramSize: number,
  ): number {
    let count = this.#measure(epoch, messages, first, Math.min(limit, MAX_RECORDS), maxDatagramSize);
    let target = sink.reserve(path, total(count));
    if (target === undefined && count > 1) {
      // There may be room for one.
      count = 1;
      target = sink.reserve(path, total(1));
    }
    if (target === undefined) return 0;
    const size = total(count);
    const content = commonSlab(epoch, messages, first, count);
    const contentAt = content === undefined ? fillEnd(target, size, messages, first, count) : -1;
    const { sequence } = epoch;
    let at = 0;
    for (let index = 0; index < count; index++) {
      const message = first + index;
      const length = messages.length[message] as number;
      if (content !== undefined) {
        SPANS[2 * index] = messages.at[message] as number;
        SPANS[2 * index + 1] = length;
      } else {
        const body = at + this.#records.headerLengthAt(epoch, sequence + index, true);
        if (contentAt < 0) copyMessage(target, body, messages, message);
        else {
          const from = contentAt + (messages.at[message] as number) - (messages.at[first] as number);
          target.copyWithin(body, from, from + length);
        }
      }
      this.#records.describe(index, target, at, epoch, contentType, length, PADDING[index] as number, true);
      at += SIZES[index] as number;
    }
    this.#records.protect(target, 0, size, epoch, count, content, SPANS);
    return count;
  }

  /** Sets the sizes of the datagrams. Returns how many fit into one slice: at least one, at most `limit`. */
  #measure(
    epoch: WriteEpoch,
    messages: WaitingMessages,
    first: number,
    limit: number,
    maxDatagramSize: number,
  ): number {
    const records = this.#records;
    const overhead = records.overhead(epoch, true);
    const minLength = records.minLength(epoch);
    const tagLength = epoch.protection?.tagLength ?? 0;
    const { sequence } = epoch;
    let sum = 0;
    for (let index = 0; index < limit; index++) {
      const length = messages.length[first + index] as number;
      const room = Math.max(maxDatagramSize - overhead, minLength, length) - length;
      const padding = records.padding(epoch, length, room);
      const size = records.headerLengthAt(epoch, sequence + index, true) + length + padding + 1 + tagLength;
      sum += size;
      if (sum > MAX_SLICE && index > 0) return index;
      PADDING[index] = padding;
      SIZES[index] = size;
    }
    return limit;
  }
}

function total(count: number): number {
  let size = 0;
  for (let index = 0; index < count; index++) size += SIZES[index] as number;
  return size;
}

/** The slab of all messages, where the provider copies them from it into their records; undefined: it does not. */
function commonSlab(
  epoch: WriteEpoch,
  messages: WaitingMessages,
  first: number,
  count: number,
): Uint8Array | undefined {
  if (epoch.protection?.copiesContent !== true) return undefined;
  const slab = messages.slabs[first];
  // Empty messages are left of memory that was transferred: no provider takes it.
  if (slab?.length === 0) return undefined;
  for (let message = first + 1; message < first + count; message++) {
    if (messages.slabs[message] !== slab) return undefined;
  }
  return slab;
}

/**
 * Copies messages that are one after the other in one slab to the end of `target[0, size)` at once, from where each can be
 * moved to its place: one view for all of them. A gap must not be longer than what the record after it adds to its message:
 * then no record reaches a message that is still to be moved. Returns where they begin; -1: they are not one after the other.
 */
function fillEnd(target: Uint8Array, size: number, messages: WaitingMessages, first: number, count: number): number {
  if (count < 2) return -1;
  const slab = messages.slabs[first] as Uint8Array;
  const from = messages.at[first] as number;
  let end = from;
  for (let message = first; message < first + count; message++) {
    const at = messages.at[message] as number;
    const length = messages.length[message] as number;
    const added = (SIZES[message - first] as number) - length;
    if (messages.slabs[message] !== slab || at < end || (message > first && at - end > added)) return -1;
    end = at + length;
  }
  const contentAt = size - (end - from);
  target.set(slab.subarray(from, end), contentAt);
  return contentAt;
}

function copyMessage(target: Uint8Array, to: number, messages: WaitingMessages, index: number): void {
  const slab = messages.slabs[index] as Uint8Array;
  const at = messages.at[index] as number;
  const length = messages.length[index] as number;
  if (length === 0) return;
  target.set(length === slab.length ? slab : slab.subarray(at, at + length), to);
}
