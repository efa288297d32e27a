// The ClientHello record of the codec benchmarks, and its decoding and encoding with the generated codecs.
import { readFileSync } from 'node:fs';
import { ClientHello, DtlsPlaintext, Handshake } from 'wirechart/dtls13/wire';
import { decodeAll, encodeToBytes, Reader, Writer } from 'wirechart/runtime';

/** The first datagram of a handshake as one tree, which every decoder returns. */
export interface HelloRecord {
  readonly record: DtlsPlaintext;
  readonly handshake: Handshake;
  readonly clientHello: ClientHello;
}

const NOTHING = new Uint8Array(0);
const RECORD_HEADER = DtlsPlaintext.size({ type: 0, legacyRecordVersion: 0, sequenceNumber: 0, fragment: NOTHING });
const HANDSHAKE_HEADER = Handshake.size({ msgType: 0, length: 0, messageSeq: 0, fragmentOffset: 0, fragment: NOTHING });

/** One DTLSPlaintext record with an unfragmented ClientHello: 292 bytes, eight extensions, synthetic. */
export function helloBytes(): Uint8Array {
  const text = readFileSync('bench/codec/client-hello-292.hex', 'utf8');
  return Uint8Array.from(Buffer.from(text.trim(), 'hex'));
}

/** Decodes with the generated codecs and one reader: the content of each layer is read in place. */
export function decodeHello(bytes: Uint8Array): HelloRecord {
  const reader = new Reader(bytes);
  const record = DtlsPlaintext.decode(reader);
  const recordEnd = reader.reread(record.fragment.length);
  const handshake = Handshake.decode(reader);
  const handshakeEnd = reader.reread(handshake.fragment.length);
  const clientHello = ClientHello.decode(reader);
  reader.leave(handshakeEnd, 'Handshake.fragment');
  reader.leave(recordEnd, 'DTLSPlaintext.fragment');
  reader.finish('DTLSPlaintext');
  return { record, handshake, clientHello };
}

/** Decodes with the generated codecs, each layer separately. */
export function decodeHelloByLayers(bytes: Uint8Array): HelloRecord {
  const record = decodeAll(DtlsPlaintext, bytes);
  const handshake = decodeAll(Handshake, record.fragment);
  const clientHello = decodeAll(ClientHello, handshake.fragment);
  return { record, handshake, clientHello };
}

/** Encodes each layer separately, from the innermost message outwards. */
export function encodeHello({ record, handshake, clientHello }: HelloRecord): Uint8Array {
  const body = encodeToBytes(ClientHello, clientHello);
  const fragment = encodeToBytes(Handshake, { ...handshake, length: body.length, fragment: body });
  return encodeToBytes(DtlsPlaintext, { ...record, fragment });
}

/** Encodes from the innermost message outwards in one buffer: the content of each layer is already in place. */
export function encodeHelloInPlace({ record, handshake, clientHello }: HelloRecord, into: Uint8Array): Uint8Array {
  const writer = new Writer(into, RECORD_HEADER + HANDSHAKE_HEADER);
  ClientHello.encode(writer, clientHello);
  const body = writer.written;
  const { msgType, messageSeq, fragmentOffset } = handshake;
  const { type, legacyRecordVersion, sequenceNumber } = record;
  writer.reset(into, RECORD_HEADER);
  Handshake.encode(writer, { msgType, length: body.length, messageSeq, fragmentOffset, fragment: body });
  const fragment = writer.written;
  DtlsPlaintext.encode(writer.reset(into), { type, legacyRecordVersion, sequenceNumber, fragment });
  return writer.written;
}
