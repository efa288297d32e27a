// Code generated from spec/dtls13/wire/offered_psks.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, totalSize, type Writer } from '../../../runtime/wire/index.ts';

/**
 * The pre-shared keys that the client offers. One binder for each identity, in the same order; the binders are the last
 * bytes of the ClientHello, and they are not part of what they authenticate. RFC 9846 section 4.3.11.
 */
export interface OfferedPsks {
  readonly identities: readonly PskIdentity[];
  readonly binders: readonly PskBinderEntry[];
}

export const OfferedPsks: Codec<OfferedPsks> = {
  name: 'OfferedPsks',
  decode(reader: Reader): OfferedPsks {
    const lenIdentities = reader.uint16(reader.reserve(2, 'OfferedPsks.identities'));
    if (lenIdentities < 7) throw outOfRange('OfferedPsks.identities', lenIdentities, 7, 65535);
    const identitiesEnd = reader.enter(lenIdentities, 'OfferedPsks.identities');
    const identities: PskIdentity[] = [];
    while (reader.remaining > 0) identities.push(PskIdentity.decode(reader));
    reader.leave(identitiesEnd, 'OfferedPsks.identities');
    const lenBinders = reader.uint16(reader.reserve(2, 'OfferedPsks.binders'));
    if (lenBinders < 33) throw outOfRange('OfferedPsks.binders', lenBinders, 33, 65535);
    const bindersEnd = reader.enter(lenBinders, 'OfferedPsks.binders');
    const binders: PskBinderEntry[] = [];
    while (reader.remaining > 0) binders.push(PskBinderEntry.decode(reader));
    reader.leave(bindersEnd, 'OfferedPsks.binders');
    return { identities, binders };
  },
  encode(writer: Writer, value: OfferedPsks): void {
    const at = writer.reserve(2, 'OfferedPsks.identities');
    const identitiesAt = writer.position;
    for (const item of value.identities) PskIdentity.encode(writer, item);
    const identitiesSize = writer.position - identitiesAt;
    if (identitiesSize < 7 || identitiesSize > 65535) {
      throw outOfRange('OfferedPsks.identities', identitiesSize, 7, 65535);
    }
    writer.uint16(at, identitiesSize);
    const at2 = writer.reserve(2, 'OfferedPsks.binders');
    const bindersAt = writer.position;
    for (const item of value.binders) PskBinderEntry.encode(writer, item);
    const bindersSize = writer.position - bindersAt;
    if (bindersSize < 33 || bindersSize > 65535) throw outOfRange('OfferedPsks.binders', bindersSize, 33, 65535);
    writer.uint16(at2, bindersSize);
  },
  size(value: OfferedPsks): number {
    return 4 + totalSize(value.identities, PskIdentity) + totalSize(value.binders, PskBinderEntry);
  },
  validate(value: OfferedPsks): void {
    for (const item of value.identities) PskIdentity.validate(item);
    for (const item of value.binders) PskBinderEntry.validate(item);
    const identitiesSize = totalSize(value.identities, PskIdentity);
    if (identitiesSize < 7 || identitiesSize > 65535) {
      throw outOfRange('OfferedPsks.identities', identitiesSize, 7, 65535);
    }
    const bindersSize = totalSize(value.binders, PskBinderEntry);
    if (bindersSize < 33 || bindersSize > 65535) throw outOfRange('OfferedPsks.binders', bindersSize, 33, 65535);
  },
};

/** The name of one key. RFC 9846 section 4.3.11. */
export interface PskIdentity {
  /** A ticket, an external identity or an ImportedIdentity. */
  readonly identity: Uint8Array;
  /** Milliseconds since the ticket was received plus its ticket_age_add, modulo 2^32; 0 for an external key. */
  readonly obfuscatedTicketAge: number;
}

function checkPskIdentity(value: PskIdentity): void {
  if (value.identity.length < 1 || value.identity.length > 65535) {
    throw outOfRange('PskIdentity.identity', value.identity.length, 1, 65535);
  }
  if (value.obfuscatedTicketAge >>> 0 !== value.obfuscatedTicketAge) {
    throw outOfRange('PskIdentity.obfuscated_ticket_age', value.obfuscatedTicketAge, 0, 2 ** 32 - 1);
  }
}

export const PskIdentity: Codec<PskIdentity> = {
  name: 'PskIdentity',
  decode(reader: Reader): PskIdentity {
    const identity = reader.opaque16('PskIdentity.identity', 1, 65535);
    const obfuscatedTicketAge = reader.uint32(reader.reserve(4, 'PskIdentity.obfuscated_ticket_age'));
    return { identity, obfuscatedTicketAge };
  },
  encode(writer: Writer, value: PskIdentity): void {
    checkPskIdentity(value);
    writer.uint16(writer.reserve(2, 'PskIdentity.identity'), value.identity.length);
    writer.put(value.identity, 'PskIdentity.identity');
    writer.uint32(writer.reserve(4, 'PskIdentity.obfuscated_ticket_age'), value.obfuscatedTicketAge);
  },
  size(value: PskIdentity): number {
    return 6 + value.identity.length;
  },
  validate(value: PskIdentity): void {
    checkPskIdentity(value);
  },
};

/** Proves that the client has one key. RFC 9846 section 4.3.11.2. */
export interface PskBinderEntry {
  /** A MAC over the transcript up to and including the identities. */
  readonly binder: Uint8Array;
}

function checkPskBinderEntry(value: PskBinderEntry): void {
  if (value.binder.length < 32 || value.binder.length > 255) {
    throw outOfRange('PskBinderEntry.binder', value.binder.length, 32, 255);
  }
}

export const PskBinderEntry: Codec<PskBinderEntry> = {
  name: 'PskBinderEntry',
  decode(reader: Reader): PskBinderEntry {
    const binder = reader.opaque8('PskBinderEntry.binder', 32, 255);
    return { binder };
  },
  encode(writer: Writer, value: PskBinderEntry): void {
    checkPskBinderEntry(value);
    writer.uint8(writer.reserve(1, 'PskBinderEntry.binder'), value.binder.length);
    writer.put(value.binder, 'PskBinderEntry.binder');
  },
  size(value: PskBinderEntry): number {
    return 1 + value.binder.length;
  },
  validate(value: PskBinderEntry): void {
    checkPskBinderEntry(value);
  },
};
