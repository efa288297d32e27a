import type { CapturedPacket, CaptureFormat } from './captured-packet.ts';
import { openPcap } from './pcap.ts';
import { openPcapng } from './pcapng.ts';
import { type CapturedDatagram, readUdp, type Skipped } from './udp.ts';

/** What became of the packets of a capture. */
export interface CaptureCounters {
  packets: number;
  datagrams: number;
  readonly skipped: Record<Skipped, number>;
}

/**
 * Reads pcap and pcapng as they come, in pieces of any size. Keeps no more than one packet in memory, and never throws
 * for what the bytes are: what is no datagram is counted, and where the file itself is damaged reading ends and
 * `problem` says why.
 */
export class CaptureReader {
  readonly counters: CaptureCounters = {
    packets: 0,
    datagrams: 0,
    skipped: { unknownLink: 0, notIp: 0, notUdp: 0, fragment: 0, malformed: 0 },
  };
  #format: CaptureFormat | undefined;
  #problem: string | undefined;
  /** Pieces that wait until there are `#needed` bytes. */
  #pieces: Uint8Array[] = [];
  #waiting = 0;
  #needed = 4;

  /** Undefined: too few bytes to tell, or no capture at all. */
  get format(): 'pcap' | 'pcapng' | undefined {
    return this.#format?.name;
  }

  /** Why nothing more is read; undefined: the capture is fine so far. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Takes the next piece, which is borrowed as long as the payloads of its datagrams are in use. */
  push(piece: Uint8Array): readonly CapturedDatagram[] {
    if (this.#problem !== undefined || piece.length === 0) return [];
    // A Buffer's views are Buffers, whose slice() copies nothing: a trap for whoever takes a payload.
    this.#pieces.push(new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength));
    this.#waiting += piece.length;
    if (this.#waiting < this.#needed) return [];
    const [only] = this.#pieces;
    const bytes = only !== undefined && this.#pieces.length === 1 ? only : join(this.#pieces, this.#waiting);
    const datagrams: CapturedDatagram[] = [];
    const at = this.#read(bytes, datagrams);
    const rest = bytes.subarray(at);
    this.#pieces = rest.length === 0 ? [] : [rest];
    this.#waiting = rest.length;
    return datagrams;
  }

  /** Says that nothing more comes. */
  end(): void {
    if (this.#problem !== undefined) return;
    if (this.#format === undefined) this.#problem = 'is no pcap or pcapng file';
    else if (this.#waiting > 0) this.#problem = 'ends in the middle of a packet';
  }

  /** Returns where the bytes begin that are not yet done with. */
  #read(bytes: Uint8Array, datagrams: CapturedDatagram[]): number {
    let at = 0;
    this.#format ??= open(bytes);
    if (this.#format === undefined) {
      this.#problem = 'is no pcap or pcapng file';
      return bytes.length;
    }
    for (;;) {
      const rest = bytes.subarray(at);
      const step = this.#format.step(rest, new DataView(rest.buffer, rest.byteOffset, rest.byteLength));
      if (step.kind === 'more') {
        this.#needed = step.needed;
        return at;
      }
      if (step.kind === 'damaged') {
        this.#problem = `is damaged: ${step.reason}`;
        return bytes.length;
      }
      at += step.length;
      if (step.packet !== undefined) this.#take(step.packet, datagrams);
    }
  }

  #take(packet: CapturedPacket, datagrams: CapturedDatagram[]): void {
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

/** Whether bytes begin as a capture does. */
export function looksLikeCapture(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && open(bytes) !== undefined;
}

function open(bytes: Uint8Array): CaptureFormat | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return openPcap(view) ?? openPcapng(view);
}

function join(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
