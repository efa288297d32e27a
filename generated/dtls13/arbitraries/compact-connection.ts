// Code generated from spec/dtls13/wire/compact_connection.ksy. DO NOT EDIT.
import fc from 'fast-check';
import { CipherSuite } from '../registries/cipher-suite.ts';
import type { CompactConnection, Counter, KeyUse, ReceivedRecord } from '../wire/compact-connection.ts';
import { make } from './building-blocks.ts';
import { arbitraryConnectionId } from './connection-id.ts';

/** Valid values. */
export function arbitraryCompactConnection(): fc.Arbitrary<CompactConnection> {
  return make.record({
    cipherSuite: make.codePoints(CipherSuite, 65535),
    hasConnectionIds: fc.boolean(),
    hasPathCheck: fc.boolean(),
    awaitsPeer: fc.boolean(),
    isUpdateRequested: fc.boolean(),
    read: arbitraryKeyUse(),
    writeEpoch: make.integer(0, 2 ** 48 - 1),
    writeSequence: make.integer(0, 2 ** 48 - 1),
    writeBytes: make.integer(0, 2 ** 48 - 1),
    firstUnconfirmed: make.integer(0, 2 ** 48 - 1),
    writeSecret: make.bytes(32, 48),
    exporterSecret: make.bytes(32, 48),
    clientRandom: make.bytes(0, 32),
    handshake: make.optional(arbitraryKeyUse()),
    plaintextSequence: make.integer(0, 2 ** 48 - 1),
    nextSentMessage: make.integer(0, 65536),
    nextReceivedMessage: make.integer(0, 65536),
    flightStart: make.integer(0, 65536),
    newestEpoch: make.integer(0, 2 ** 48 - 1),
    newestSequence: make.integer(0, 2 ** 48 - 1),
    maxSentPlaintext: make.integer(0, 65535),
    maxReceivedPlaintext: make.integer(0, 65535),
    configuredDatagramSize: make.integer(0, 2 ** 32 - 1),
    datagramSize: make.integer(0, 2 ** 32 - 1),
    currentOwnId: make.integer(0, 255),
    ownIds: make.list(arbitraryConnectionId(), 0, 8),
    peerId: arbitraryConnectionId(),
    spareIds: make.list(arbitraryConnectionId(), 0, 8),
    receivedRecords: make.list(arbitraryReceivedRecord(), 0, 8),
    counters: make.list(arbitraryCounter(), 0, 150),
  });
}

/** Valid values. */
export function arbitraryKeyUse(): fc.Arbitrary<KeyUse> {
  return make.record({
    epoch: make.integer(0, 2 ** 48 - 1),
    secret: make.bytes(32, 48),
    next: make.integer(0, 2 ** 48 - 1),
    window: make.bytes(0, 300),
    failures: make.integer(0, 2 ** 48 - 1),
    records: make.integer(0, 2 ** 48 - 1),
    bytes: make.integer(0, 2 ** 48 - 1),
  });
}

/** Valid values. */
export function arbitraryReceivedRecord(): fc.Arbitrary<ReceivedRecord> {
  return make.record({
    epoch: make.integer(0, 2 ** 48 - 1),
    sequence: make.integer(0, 2 ** 48 - 1),
    acks: make.integer(0, 255),
  });
}

/** Valid values. */
export function arbitraryCounter(): fc.Arbitrary<Counter> {
  return make.record({
    index: make.integer(0, 255),
    value: make.integer(0, 2 ** 48 - 1),
  });
}
