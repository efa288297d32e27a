// Code generated from spec/dtls13/wire/compact_connection.ksy. DO NOT EDIT.
import {
  type Codec,
  illegalValue,
  outOfRange,
  type Reader,
  totalSize,
  type Writer,
} from '../../../runtime/wire/index.ts';
import type { CipherSuite } from '../registries/cipher-suite.ts';
import { ConnectionId } from './connection-id.ts';

/**
 * What an idle server connection must know to go on: its secrets, the use of its keys, its connection ids and its
 * counters. It is kept in the memory of one process and never sent. Times are kept beside it. RFC 9147 section 6.1.
 */
export interface CompactConnection {
  readonly cipherSuite: CipherSuite;
  /** Connection ids were negotiated. */
  readonly hasConnectionIds: boolean;
  /** Both sides support the return routability check. */
  readonly hasPathCheck: boolean;
  /** The peer was asked to update its keys, and has not done so. */
  readonly awaitsPeer: boolean;
  /** The limit for the current key of the peer was reached, and the update requested. */
  readonly isUpdateRequested: boolean;
  /** The newest epoch in which the peer sends. */
  readonly read: KeyUse;
  readonly writeEpoch: number;
  /** The number of our next record. */
  readonly writeSequence: number;
  /** Bytes of content under the current key. */
  readonly writeBytes: number;
  /** The lowest number above those of all records that the peer acknowledged. */
  readonly firstUnconfirmed: number;
  /** Our application traffic secret. */
  readonly writeSecret: Uint8Array;
  readonly exporterSecret: Uint8Array;
  /** For the key log; empty if there is none. */
  readonly clientRandom: Uint8Array;
  /** Epoch 2 of the client. */
  readonly handshake?: KeyUse | undefined;
  /** The number of our next record in epoch 0. */
  readonly plaintextSequence: number;
  /** message_seq of our next message. */
  readonly nextSentMessage: number;
  /** message_seq of the next message of the peer. */
  readonly nextReceivedMessage: number;
  /** message_seq of the first message of the client's last flight. */
  readonly flightStart: number;
  /** The highest epoch of an authentic record of the peer. */
  readonly newestEpoch: number;
  /** One more than the highest number of an authentic record in this epoch. */
  readonly newestSequence: number;
  /** The peer's record_size_limit. */
  readonly maxSentPlaintext: number;
  /** Our record_size_limit. */
  readonly maxReceivedPlaintext: number;
  /** As the application set it, in bytes. */
  readonly configuredDatagramSize: number;
  /** What the path is assumed to carry, in bytes. */
  readonly datagramSize: number;
  /** Index of the id of the last authentic record. */
  readonly currentOwnId: number;
  /** The ids that the peer may use. */
  readonly ownIds: readonly ConnectionId[];
  /** The id in our records; empty if they have none. */
  readonly peerId: ConnectionId;
  /** Ids of the peer for later use. */
  readonly spareIds: readonly ConnectionId[];
  /** Records that few ACKs have named. */
  readonly receivedRecords: readonly ReceivedRecord[];
  /** The counters that are not 0. */
  readonly counters: readonly Counter[];
}

function checkCompactConnection(value: CompactConnection): void {
  if (value.cipherSuite >>> 0 !== value.cipherSuite || value.cipherSuite > 65535) {
    throw outOfRange('CompactConnection.cipher_suite', value.cipherSuite, 0, 65535);
  }
  if (!Number.isSafeInteger(value.writeEpoch) || value.writeEpoch < 0 || value.writeEpoch > 2 ** 48 - 1) {
    throw outOfRange('CompactConnection.write_epoch', value.writeEpoch, 0, 2 ** 48 - 1);
  }
  if (!Number.isSafeInteger(value.writeSequence) || value.writeSequence < 0 || value.writeSequence > 2 ** 48 - 1) {
    throw outOfRange('CompactConnection.write_sequence', value.writeSequence, 0, 2 ** 48 - 1);
  }
  if (!Number.isSafeInteger(value.writeBytes) || value.writeBytes < 0 || value.writeBytes > 2 ** 48 - 1) {
    throw outOfRange('CompactConnection.write_bytes', value.writeBytes, 0, 2 ** 48 - 1);
  }
  if (
    !Number.isSafeInteger(value.firstUnconfirmed) ||
    value.firstUnconfirmed < 0 ||
    value.firstUnconfirmed > 2 ** 48 - 1
  ) {
    throw outOfRange('CompactConnection.first_unconfirmed', value.firstUnconfirmed, 0, 2 ** 48 - 1);
  }
  if (value.writeSecret.length < 32 || value.writeSecret.length > 48) {
    throw outOfRange('CompactConnection.write_secret', value.writeSecret.length, 32, 48);
  }
  if (value.exporterSecret.length < 32 || value.exporterSecret.length > 48) {
    throw outOfRange('CompactConnection.exporter_secret', value.exporterSecret.length, 32, 48);
  }
  if (value.clientRandom.length > 32) {
    throw outOfRange('CompactConnection.client_random', value.clientRandom.length, 0, 32);
  }
  if (
    !Number.isSafeInteger(value.plaintextSequence) ||
    value.plaintextSequence < 0 ||
    value.plaintextSequence > 2 ** 48 - 1
  ) {
    throw outOfRange('CompactConnection.plaintext_sequence', value.plaintextSequence, 0, 2 ** 48 - 1);
  }
  if (value.nextSentMessage >>> 0 !== value.nextSentMessage) {
    throw outOfRange('CompactConnection.next_sent_message', value.nextSentMessage, 0, 2 ** 32 - 1);
  }
  if (value.nextSentMessage > 65536) throw illegalValue('CompactConnection.next_sent_message', 'must be in 0..65536');
  if (value.nextReceivedMessage >>> 0 !== value.nextReceivedMessage) {
    throw outOfRange('CompactConnection.next_received_message', value.nextReceivedMessage, 0, 2 ** 32 - 1);
  }
  if (value.nextReceivedMessage > 65536) {
    throw illegalValue('CompactConnection.next_received_message', 'must be in 0..65536');
  }
  if (value.flightStart >>> 0 !== value.flightStart) {
    throw outOfRange('CompactConnection.flight_start', value.flightStart, 0, 2 ** 32 - 1);
  }
  if (value.flightStart > 65536) throw illegalValue('CompactConnection.flight_start', 'must be in 0..65536');
  if (!Number.isSafeInteger(value.newestEpoch) || value.newestEpoch < 0 || value.newestEpoch > 2 ** 48 - 1) {
    throw outOfRange('CompactConnection.newest_epoch', value.newestEpoch, 0, 2 ** 48 - 1);
  }
  if (!Number.isSafeInteger(value.newestSequence) || value.newestSequence < 0 || value.newestSequence > 2 ** 48 - 1) {
    throw outOfRange('CompactConnection.newest_sequence', value.newestSequence, 0, 2 ** 48 - 1);
  }
  if (value.maxSentPlaintext >>> 0 !== value.maxSentPlaintext || value.maxSentPlaintext > 65535) {
    throw outOfRange('CompactConnection.max_sent_plaintext', value.maxSentPlaintext, 0, 65535);
  }
  if (value.maxReceivedPlaintext >>> 0 !== value.maxReceivedPlaintext || value.maxReceivedPlaintext > 65535) {
    throw outOfRange('CompactConnection.max_received_plaintext', value.maxReceivedPlaintext, 0, 65535);
  }
  if (value.configuredDatagramSize >>> 0 !== value.configuredDatagramSize) {
    throw outOfRange('CompactConnection.configured_datagram_size', value.configuredDatagramSize, 0, 2 ** 32 - 1);
  }
  if (value.datagramSize >>> 0 !== value.datagramSize) {
    throw outOfRange('CompactConnection.datagram_size', value.datagramSize, 0, 2 ** 32 - 1);
  }
  if (value.currentOwnId >>> 0 !== value.currentOwnId || value.currentOwnId > 255) {
    throw outOfRange('CompactConnection.current_own_id', value.currentOwnId, 0, 255);
  }
  if (value.receivedRecords.length > 5041) {
    throw outOfRange('CompactConnection.received_records', value.receivedRecords.length, 0, 5041);
  }
  if (value.counters.length > 9362) throw outOfRange('CompactConnection.counters', value.counters.length, 0, 9362);
}

export const CompactConnection: Codec<CompactConnection> = {
  name: 'CompactConnection',
  decode(reader: Reader): CompactConnection {
    const at = reader.reserve(3, 'CompactConnection');
    const cipherSuite = reader.uint16(at);
    const bits = reader.uint8(at + 2);
    const hasHandshakeKeys = (bits & 0x80) !== 0;
    const hasConnectionIds = (bits & 0x40) !== 0;
    const hasPathCheck = (bits & 0x20) !== 0;
    const awaitsPeer = (bits & 0x10) !== 0;
    const isUpdateRequested = (bits & 0x8) !== 0;
    if ((bits & 0x7) !== 0) throw illegalValue('CompactConnection.reserved', 'must be 0');
    const read = KeyUse.decode(reader);
    const at2 = reader.reserve(25, 'CompactConnection');
    const writeEpoch = reader.uint48(at2);
    const writeSequence = reader.uint48(at2 + 6);
    const writeBytes = reader.uint48(at2 + 12);
    const firstUnconfirmed = reader.uint48(at2 + 18);
    const lenWriteSecret = reader.uint8(at2 + 24);
    if (lenWriteSecret < 32 || lenWriteSecret > 48) {
      throw outOfRange('CompactConnection.write_secret', lenWriteSecret, 32, 48);
    }
    const writeSecret = reader.slice(lenWriteSecret, 'CompactConnection.write_secret');
    const exporterSecret = reader.opaque8('CompactConnection.exporter_secret', 32, 48);
    const clientRandom = reader.opaque8('CompactConnection.client_random', 0, 32);
    const handshake = hasHandshakeKeys ? KeyUse.decode(reader) : undefined;
    const at3 = reader.reserve(45, 'CompactConnection');
    const plaintextSequence = reader.uint48(at3);
    const nextSentMessage = reader.uint32(at3 + 6);
    if (nextSentMessage > 65536) throw illegalValue('CompactConnection.next_sent_message', 'must be in 0..65536');
    const nextReceivedMessage = reader.uint32(at3 + 10);
    if (nextReceivedMessage > 65536) {
      throw illegalValue('CompactConnection.next_received_message', 'must be in 0..65536');
    }
    const flightStart = reader.uint32(at3 + 14);
    if (flightStart > 65536) throw illegalValue('CompactConnection.flight_start', 'must be in 0..65536');
    const newestEpoch = reader.uint48(at3 + 18);
    const newestSequence = reader.uint48(at3 + 24);
    const maxSentPlaintext = reader.uint16(at3 + 30);
    const maxReceivedPlaintext = reader.uint16(at3 + 32);
    const configuredDatagramSize = reader.uint32(at3 + 34);
    const datagramSize = reader.uint32(at3 + 38);
    const currentOwnId = reader.uint8(at3 + 42);
    const lenOwnIds = reader.uint16(at3 + 43);
    const ownIdsEnd = reader.enter(lenOwnIds, 'CompactConnection.own_ids');
    const ownIds: ConnectionId[] = [];
    while (reader.remaining > 0) ownIds.push(ConnectionId.decode(reader));
    reader.leave(ownIdsEnd, 'CompactConnection.own_ids');
    const peerId = ConnectionId.decode(reader);
    const lenSpareIds = reader.uint16(reader.reserve(2, 'CompactConnection.spare_ids'));
    const spareIdsEnd = reader.enter(lenSpareIds, 'CompactConnection.spare_ids');
    const spareIds: ConnectionId[] = [];
    while (reader.remaining > 0) spareIds.push(ConnectionId.decode(reader));
    reader.leave(spareIdsEnd, 'CompactConnection.spare_ids');
    const lenReceivedRecords = reader.uint16(reader.reserve(2, 'CompactConnection.received_records'));
    const receivedRecordsEnd = reader.enter(lenReceivedRecords, 'CompactConnection.received_records');
    const receivedRecords: ReceivedRecord[] = [];
    while (reader.remaining > 0) receivedRecords.push(ReceivedRecord.decode(reader));
    reader.leave(receivedRecordsEnd, 'CompactConnection.received_records');
    const lenCounters = reader.uint16(reader.reserve(2, 'CompactConnection.counters'));
    const countersEnd = reader.enter(lenCounters, 'CompactConnection.counters');
    const counters: Counter[] = [];
    while (reader.remaining > 0) counters.push(Counter.decode(reader));
    reader.leave(countersEnd, 'CompactConnection.counters');
    return {
      cipherSuite,
      hasConnectionIds,
      hasPathCheck,
      awaitsPeer,
      isUpdateRequested,
      read,
      writeEpoch,
      writeSequence,
      writeBytes,
      firstUnconfirmed,
      writeSecret,
      exporterSecret,
      clientRandom,
      handshake,
      plaintextSequence,
      nextSentMessage,
      nextReceivedMessage,
      flightStart,
      newestEpoch,
      newestSequence,
      maxSentPlaintext,
      maxReceivedPlaintext,
      configuredDatagramSize,
      datagramSize,
      currentOwnId,
      ownIds,
      peerId,
      spareIds,
      receivedRecords,
      counters,
    };
  },
  encode(writer: Writer, value: CompactConnection): void {
    checkCompactConnection(value);
    const at = writer.reserve(3, 'CompactConnection');
    writer.uint16(at, value.cipherSuite);
    writer.uint8(
      at + 2,
      (value.handshake !== undefined ? 0x80 : 0) |
        (value.hasConnectionIds ? 0x40 : 0) |
        (value.hasPathCheck ? 0x20 : 0) |
        (value.awaitsPeer ? 0x10 : 0) |
        (value.isUpdateRequested ? 0x8 : 0),
    );
    KeyUse.encode(writer, value.read);
    const at2 = writer.reserve(25, 'CompactConnection');
    writer.uint48(at2, value.writeEpoch);
    writer.uint48(at2 + 6, value.writeSequence);
    writer.uint48(at2 + 12, value.writeBytes);
    writer.uint48(at2 + 18, value.firstUnconfirmed);
    writer.uint8(at2 + 24, value.writeSecret.length);
    writer.put(value.writeSecret, 'CompactConnection.write_secret');
    writer.uint8(writer.reserve(1, 'CompactConnection.exporter_secret'), value.exporterSecret.length);
    writer.put(value.exporterSecret, 'CompactConnection.exporter_secret');
    writer.uint8(writer.reserve(1, 'CompactConnection.client_random'), value.clientRandom.length);
    writer.put(value.clientRandom, 'CompactConnection.client_random');
    if (value.handshake !== undefined) {
      KeyUse.encode(writer, value.handshake);
    }
    const at3 = writer.reserve(45, 'CompactConnection');
    writer.uint48(at3, value.plaintextSequence);
    writer.uint32(at3 + 6, value.nextSentMessage);
    writer.uint32(at3 + 10, value.nextReceivedMessage);
    writer.uint32(at3 + 14, value.flightStart);
    writer.uint48(at3 + 18, value.newestEpoch);
    writer.uint48(at3 + 24, value.newestSequence);
    writer.uint16(at3 + 30, value.maxSentPlaintext);
    writer.uint16(at3 + 32, value.maxReceivedPlaintext);
    writer.uint32(at3 + 34, value.configuredDatagramSize);
    writer.uint32(at3 + 38, value.datagramSize);
    writer.uint8(at3 + 42, value.currentOwnId);
    const ownIdsAt = writer.position;
    for (const item of value.ownIds) ConnectionId.encode(writer, item);
    const ownIdsSize = writer.position - ownIdsAt;
    if (ownIdsSize > 65535) throw outOfRange('CompactConnection.own_ids', ownIdsSize, 0, 65535);
    writer.uint16(at3 + 43, ownIdsSize);
    ConnectionId.encode(writer, value.peerId);
    const at4 = writer.reserve(2, 'CompactConnection.spare_ids');
    const spareIdsAt = writer.position;
    for (const item of value.spareIds) ConnectionId.encode(writer, item);
    const spareIdsSize = writer.position - spareIdsAt;
    if (spareIdsSize > 65535) throw outOfRange('CompactConnection.spare_ids', spareIdsSize, 0, 65535);
    writer.uint16(at4, spareIdsSize);
    writer.uint16(writer.reserve(2, 'CompactConnection.received_records'), value.receivedRecords.length * 13);
    for (const item of value.receivedRecords) ReceivedRecord.encode(writer, item);
    writer.uint16(writer.reserve(2, 'CompactConnection.counters'), value.counters.length * 7);
    for (const item of value.counters) Counter.encode(writer, item);
  },
  size(value: CompactConnection): number {
    return (
      81 +
      KeyUse.size(value.read) +
      value.writeSecret.length +
      value.exporterSecret.length +
      value.clientRandom.length +
      (value.handshake === undefined ? 0 : KeyUse.size(value.handshake)) +
      totalSize(value.ownIds, ConnectionId) +
      ConnectionId.size(value.peerId) +
      totalSize(value.spareIds, ConnectionId) +
      value.receivedRecords.length * 13 +
      value.counters.length * 7
    );
  },
  validate(value: CompactConnection): void {
    checkCompactConnection(value);
    KeyUse.validate(value.read);
    if (value.handshake !== undefined) {
      KeyUse.validate(value.handshake);
    }
    for (const item of value.ownIds) ConnectionId.validate(item);
    ConnectionId.validate(value.peerId);
    for (const item of value.spareIds) ConnectionId.validate(item);
    for (const item of value.receivedRecords) ReceivedRecord.validate(item);
    for (const item of value.counters) Counter.validate(item);
    const ownIdsSize = totalSize(value.ownIds, ConnectionId);
    if (ownIdsSize > 65535) throw outOfRange('CompactConnection.own_ids', ownIdsSize, 0, 65535);
    const spareIdsSize = totalSize(value.spareIds, ConnectionId);
    if (spareIdsSize > 65535) throw outOfRange('CompactConnection.spare_ids', spareIdsSize, 0, 65535);
  },
};

/** The keys of one epoch of the peer, and what was received under them. RFC 9147 section 4.5. */
export interface KeyUse {
  readonly epoch: number;
  /** The traffic secret. */
  readonly secret: Uint8Array;
  /** One more than the highest number that was received. */
  readonly next: number;
  /** The bits of the replay window. */
  readonly window: Uint8Array;
  readonly failures: number;
  readonly records: number;
  readonly bytes: number;
}

function checkKeyUse(value: KeyUse): void {
  if (!Number.isSafeInteger(value.epoch) || value.epoch < 0 || value.epoch > 2 ** 48 - 1) {
    throw outOfRange('KeyUse.epoch', value.epoch, 0, 2 ** 48 - 1);
  }
  if (value.secret.length < 32 || value.secret.length > 48) {
    throw outOfRange('KeyUse.secret', value.secret.length, 32, 48);
  }
  if (!Number.isSafeInteger(value.next) || value.next < 0 || value.next > 2 ** 48 - 1) {
    throw outOfRange('KeyUse.next', value.next, 0, 2 ** 48 - 1);
  }
  if (value.window.length > 65535) throw outOfRange('KeyUse.window', value.window.length, 0, 65535);
  if (!Number.isSafeInteger(value.failures) || value.failures < 0 || value.failures > 2 ** 48 - 1) {
    throw outOfRange('KeyUse.failures', value.failures, 0, 2 ** 48 - 1);
  }
  if (!Number.isSafeInteger(value.records) || value.records < 0 || value.records > 2 ** 48 - 1) {
    throw outOfRange('KeyUse.records', value.records, 0, 2 ** 48 - 1);
  }
  if (!Number.isSafeInteger(value.bytes) || value.bytes < 0 || value.bytes > 2 ** 48 - 1) {
    throw outOfRange('KeyUse.bytes', value.bytes, 0, 2 ** 48 - 1);
  }
}

export const KeyUse: Codec<KeyUse> = {
  name: 'KeyUse',
  decode(reader: Reader): KeyUse {
    const at = reader.reserve(7, 'KeyUse');
    const epoch = reader.uint48(at);
    const lenSecret = reader.uint8(at + 6);
    if (lenSecret < 32 || lenSecret > 48) throw outOfRange('KeyUse.secret', lenSecret, 32, 48);
    const secret = reader.slice(lenSecret, 'KeyUse.secret');
    const at2 = reader.reserve(8, 'KeyUse');
    const next = reader.uint48(at2);
    const lenWindow = reader.uint16(at2 + 6);
    const window = reader.slice(lenWindow, 'KeyUse.window');
    const at3 = reader.reserve(18, 'KeyUse');
    const failures = reader.uint48(at3);
    const records = reader.uint48(at3 + 6);
    const bytes = reader.uint48(at3 + 12);
    return { epoch, secret, next, window, failures, records, bytes };
  },
  encode(writer: Writer, value: KeyUse): void {
    checkKeyUse(value);
    const at = writer.reserve(7, 'KeyUse');
    writer.uint48(at, value.epoch);
    writer.uint8(at + 6, value.secret.length);
    writer.put(value.secret, 'KeyUse.secret');
    const at2 = writer.reserve(8, 'KeyUse');
    writer.uint48(at2, value.next);
    writer.uint16(at2 + 6, value.window.length);
    writer.put(value.window, 'KeyUse.window');
    const at3 = writer.reserve(18, 'KeyUse');
    writer.uint48(at3, value.failures);
    writer.uint48(at3 + 6, value.records);
    writer.uint48(at3 + 12, value.bytes);
  },
  size(value: KeyUse): number {
    return 33 + value.secret.length + value.window.length;
  },
  validate(value: KeyUse): void {
    checkKeyUse(value);
  },
};

/** A record that few ACKs have named. RFC 9147 section 7. */
export interface ReceivedRecord {
  readonly epoch: number;
  readonly sequence: number;
  /** How many ACKs named it. */
  readonly acks: number;
}

function checkReceivedRecord(value: ReceivedRecord): void {
  if (!Number.isSafeInteger(value.epoch) || value.epoch < 0 || value.epoch > 2 ** 48 - 1) {
    throw outOfRange('ReceivedRecord.epoch', value.epoch, 0, 2 ** 48 - 1);
  }
  if (!Number.isSafeInteger(value.sequence) || value.sequence < 0 || value.sequence > 2 ** 48 - 1) {
    throw outOfRange('ReceivedRecord.sequence', value.sequence, 0, 2 ** 48 - 1);
  }
  if (value.acks >>> 0 !== value.acks || value.acks > 255) throw outOfRange('ReceivedRecord.acks', value.acks, 0, 255);
}

export const ReceivedRecord: Codec<ReceivedRecord> = {
  name: 'ReceivedRecord',
  decode(reader: Reader): ReceivedRecord {
    const at = reader.reserve(13, 'ReceivedRecord');
    const epoch = reader.uint48(at);
    const sequence = reader.uint48(at + 6);
    const acks = reader.uint8(at + 12);
    return { epoch, sequence, acks };
  },
  encode(writer: Writer, value: ReceivedRecord): void {
    checkReceivedRecord(value);
    const at = writer.reserve(13, 'ReceivedRecord');
    writer.uint48(at, value.epoch);
    writer.uint48(at + 6, value.sequence);
    writer.uint8(at + 12, value.acks);
  },
  size(): number {
    return 13;
  },
  validate(value: ReceivedRecord): void {
    checkReceivedRecord(value);
  },
};

/** One counter. RFC 9147 section 4.5.2. */
export interface Counter {
  /** Its place among all counters. */
  readonly index: number;
  readonly value: number;
}

function checkCounter(value: Counter): void {
  if (value.index >>> 0 !== value.index || value.index > 255) throw outOfRange('Counter.index', value.index, 0, 255);
  if (!Number.isSafeInteger(value.value) || value.value < 0 || value.value > 2 ** 48 - 1) {
    throw outOfRange('Counter.value', value.value, 0, 2 ** 48 - 1);
  }
}

export const Counter: Codec<Counter> = {
  name: 'Counter',
  decode(reader: Reader): Counter {
    const at = reader.reserve(7, 'Counter');
    const index = reader.uint8(at);
    const valueField = reader.uint48(at + 1);
    return { index, value: valueField };
  },
  encode(writer: Writer, value: Counter): void {
    checkCounter(value);
    const at = writer.reserve(7, 'Counter');
    writer.uint8(at, value.index);
    writer.uint48(at + 1, value.value);
  },
  size(): number {
    return 7;
  },
  validate(value: Counter): void {
    checkCounter(value);
  },
};
