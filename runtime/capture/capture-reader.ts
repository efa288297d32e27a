// Reads UDP datagrams from a capture file.
import type { CaptureFormat } from './capture-format.ts';
import type { CapturedPacket } from './captured-packet.ts';
import { openPcap } from './pcap.ts';
import { openPcapng } from './pcapng.ts';
import { type CapturedDatagram, readUdp, type SkipReason } from './udp.ts';

/** Counters of a capture: all packets, the UDP datagrams, and the skipped packets by reason. */
export interface CaptureCounters {
  packets: number;
  datagrams: number;
  readonly skipped: Record<SkipReason, number>;
}

/**
 * Reads UDP datagrams from a pcap or pcapng file in chunks of any size. Keeps at most one packet in memory and does not
 * throw for invalid input: packets without a UDP datagram are counted by reason, and a malformed file ends the reading
 * with `error` set.
 */
export class CaptureReader {
  readonly counters: CaptureCounters = {
    packets: 0,
    datagrams: 0,
    skipped: { unknownLinkType: 0, notIp: 0, notUdp: 0, fragment: 0, malformed: 0 },
  };
  #format: CaptureFormat | undefined;
  #error: string | undefined;
  /** Chunks that are buffered until there are `#needed` bytes. */
  #chunks: Uint8Array[] = [];
  #buffered = 0;
  #needed = 4;

  /** Undefined: fewer than 4 bytes so far, or not a capture file. */
  get format(): 'pcap' | 'pcapng' | undefined {
    return this.#format?.name;
  }

  /** Why reading has ended, as a predicate of the file name (`is ...`, `ends ...`); undefined: no error so far. */
  get error(): string | undefined {
    return this.#error;
  }

  /**
   * Reads the next chunk. Returned payloads can be views of it: the caller keeps the chunk unchanged while it uses
   * them.
   */
  push(chunk: Uint8Array): readonly CapturedDatagram[] {
    if (this.#error !== undefined || chunk.length === 0) return [];
    // A view of a Buffer is a Buffer, whose slice() does not copy; payloads are plain Uint8Arrays.
    this.#chunks.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    this.#buffered += chunk.length;
    if (this.#buffered < this.#needed) return [];
    const [only] = this.#chunks;
    const bytes = only !== undefined && this.#chunks.length === 1 ? only : concatenate(this.#chunks, this.#buffered);
    const datagrams: CapturedDatagram[] = [];
    const at = this.#read(bytes, datagrams);
    const rest = bytes.subarray(at);
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#buffered = rest.length;
    return datagrams;
  }

  /** Ends the input: an incomplete file sets `error`. */
  end(): void {
    if (this.#error !== undefined) return;
    if (this.#format === undefined) this.#error = 'is not a pcap or pcapng file';
    else if (this.#buffered > 0) this.#error = 'ends in the middle of a packet';
  }

  /** Returns the offset of the first byte that is not yet parsed. */
  #read(bytes: Uint8Array, datagrams: CapturedDatagram[]): number {
    let at = 0;
    this.#format ??= detectFormat(bytes);
    if (this.#format === undefined) {
      this.#error = 'is not a pcap or pcapng file';
      return bytes.length;
    }
    for (;;) {
      const rest = bytes.subarray(at);
      const result = this.#format.parse(rest, new DataView(rest.buffer, rest.byteOffset, rest.byteLength));
      if (result.kind === 'incomplete') {
        this.#needed = result.needed;
        return at;
      }
      if (result.kind === 'malformed') {
        this.#error = `is malformed: ${result.reason}`;
        return bytes.length;
      }
      at += result.length;
      if (result.packet !== undefined) this.#addPacket(result.packet, datagrams);
    }
  }

  #addPacket(packet: CapturedPacket, datagrams: CapturedDatagram[]): void {
    const { counters } = this;
    counters.packets += 1;
    const result = readUdp(packet);
    if (typeof result === 'string') counters.skipped[result] += 1;
    else {
      counters.datagrams += 1;
      datagrams.push(result);
    }
  }
}

/** Whether `bytes`, at least 4, begin with the magic number of a capture file. */
export function isCapture(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && detectFormat(bytes) !== undefined;
}

function detectFormat(bytes: Uint8Array): CaptureFormat | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return openPcap(view) ?? openPcapng(view);
}

function concatenate(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
