// Code generated from spec/dtls13/wire/stored_session.ksy. DO NOT EDIT.
import {
  type Codec,
  equalBytes,
  illegalValue,
  outOfRange,
  type Reader,
  totalSize,
  type Writer,
  wrongLength,
} from '../../../runtime/wire/index.ts';
import type { CipherSuite } from '../registries/cipher-suite.ts';
import { StoredCertificate } from './stored-certificate.ts';

const MAGIC_BYTES = Uint8Array.of(0x77, 0x63, 0x73, 0x32);

/**
 * A session that a client can resume: the ticket, its key and what the server authenticated itself with. It contains a
 * secret. RFC 9846 section 4.7.1.
 */
export interface StoredSession {
  /** The cipher suite of the session. Its hash is that of the key. */
  readonly cipherSuite: CipherSuite;
  /** When the ticket was received, in milliseconds since the Unix epoch. */
  readonly received: number;
  /** When the session can no longer be resumed, in milliseconds since the Unix epoch. */
  readonly expires: number;
  /**
   * Time of the last handshake in which the peers were not authenticated by a ticket, in milliseconds since the Unix
   * epoch.
   */
  readonly authenticated: number;
  /** As in the NewSessionTicket. */
  readonly ticketAgeAdd: number;
  /** Bytes of early data that the server accepts with the ticket; 0 if it accepts none. */
  readonly maxEarlyData: number;
  /** The pre-shared key of the ticket. */
  readonly psk: Uint8Array;
  /** Digest of the client's settings under which the server was authenticated. */
  readonly context: Uint8Array;
  /** The application protocol of the session; empty if none was negotiated. */
  readonly alpnProtocol: Uint8Array;
  /** The identity of the external key that authenticated the peers; empty if none did. */
  readonly pskIdentity: Uint8Array;
  /** The identity of the key. */
  readonly ticket: Uint8Array;
  readonly chain: readonly StoredCertificate[];
}

function checkStoredSession(value: StoredSession): void {
  if (value.cipherSuite >>> 0 !== value.cipherSuite || value.cipherSuite > 65535) {
    throw outOfRange('StoredSession.cipher_suite', value.cipherSuite, 0, 65535);
  }
  if (!Number.isSafeInteger(value.received) || value.received < 0 || value.received > 2 ** 48 - 1) {
    throw outOfRange('StoredSession.received', value.received, 0, 2 ** 48 - 1);
  }
  if (!Number.isSafeInteger(value.expires) || value.expires < 0 || value.expires > 2 ** 48 - 1) {
    throw outOfRange('StoredSession.expires', value.expires, 0, 2 ** 48 - 1);
  }
  if (!Number.isSafeInteger(value.authenticated) || value.authenticated < 0 || value.authenticated > 2 ** 48 - 1) {
    throw outOfRange('StoredSession.authenticated', value.authenticated, 0, 2 ** 48 - 1);
  }
  if (value.ticketAgeAdd >>> 0 !== value.ticketAgeAdd) {
    throw outOfRange('StoredSession.ticket_age_add', value.ticketAgeAdd, 0, 2 ** 32 - 1);
  }
  if (value.maxEarlyData >>> 0 !== value.maxEarlyData) {
    throw outOfRange('StoredSession.max_early_data', value.maxEarlyData, 0, 2 ** 32 - 1);
  }
  if (value.psk.length < 32 || value.psk.length > 255) throw outOfRange('StoredSession.psk', value.psk.length, 32, 255);
  if (value.context.length !== 32) throw wrongLength('StoredSession.context', value.context.length, 32);
  if (value.alpnProtocol.length > 255) {
    throw outOfRange('StoredSession.alpn_protocol', value.alpnProtocol.length, 0, 255);
  }
  if (value.pskIdentity.length > 2048) {
    throw outOfRange('StoredSession.psk_identity', value.pskIdentity.length, 0, 2048);
  }
  if (value.ticket.length < 1 || value.ticket.length > 16384) {
    throw outOfRange('StoredSession.ticket', value.ticket.length, 1, 16384);
  }
}

export const StoredSession: Codec<StoredSession> = {
  name: 'StoredSession',
  decode(reader: Reader): StoredSession {
    const at = reader.reserve(33, 'StoredSession');
    if (!equalBytes(reader.view(at, 4), MAGIC_BYTES)) {
      throw illegalValue('StoredSession.magic', 'is not the constant it must be');
    }
    const cipherSuite = reader.uint16(at + 4);
    const received = reader.uint48(at + 6);
    const expires = reader.uint48(at + 12);
    const authenticated = reader.uint48(at + 18);
    const ticketAgeAdd = reader.uint32(at + 24);
    const maxEarlyData = reader.uint32(at + 28);
    const lenPsk = reader.uint8(at + 32);
    if (lenPsk < 32) throw outOfRange('StoredSession.psk', lenPsk, 32, 255);
    const psk = reader.slice(lenPsk, 'StoredSession.psk');
    const at2 = reader.reserve(33, 'StoredSession');
    const context = reader.view(at2, 32);
    const lenAlpnProtocol = reader.uint8(at2 + 32);
    const alpnProtocol = reader.slice(lenAlpnProtocol, 'StoredSession.alpn_protocol');
    const pskIdentity = reader.opaque16('StoredSession.psk_identity', 0, 2048);
    const ticket = reader.opaque16('StoredSession.ticket', 1, 16384);
    const lenChain = reader.uint32(reader.reserve(4, 'StoredSession.chain'));
    if (lenChain > 2 ** 24 - 1) throw outOfRange('StoredSession.chain', lenChain, 0, 2 ** 24 - 1);
    const chainEnd = reader.enter(lenChain, 'StoredSession.chain');
    const chain: StoredCertificate[] = [];
    while (reader.remaining > 0) chain.push(StoredCertificate.decode(reader));
    reader.leave(chainEnd, 'StoredSession.chain');
    return {
      cipherSuite,
      received,
      expires,
      authenticated,
      ticketAgeAdd,
      maxEarlyData,
      psk,
      context,
      alpnProtocol,
      pskIdentity,
      ticket,
      chain,
    };
  },
  encode(writer: Writer, value: StoredSession): void {
    checkStoredSession(value);
    const at = writer.reserve(33, 'StoredSession');
    writer.set(at, MAGIC_BYTES);
    writer.uint16(at + 4, value.cipherSuite);
    writer.uint48(at + 6, value.received);
    writer.uint48(at + 12, value.expires);
    writer.uint48(at + 18, value.authenticated);
    writer.uint32(at + 24, value.ticketAgeAdd);
    writer.uint32(at + 28, value.maxEarlyData);
    writer.uint8(at + 32, value.psk.length);
    writer.put(value.psk, 'StoredSession.psk');
    const at2 = writer.reserve(33, 'StoredSession');
    writer.set(at2, value.context);
    writer.uint8(at2 + 32, value.alpnProtocol.length);
    writer.put(value.alpnProtocol, 'StoredSession.alpn_protocol');
    writer.uint16(writer.reserve(2, 'StoredSession.psk_identity'), value.pskIdentity.length);
    writer.put(value.pskIdentity, 'StoredSession.psk_identity');
    writer.uint16(writer.reserve(2, 'StoredSession.ticket'), value.ticket.length);
    writer.put(value.ticket, 'StoredSession.ticket');
    const at3 = writer.reserve(4, 'StoredSession.chain');
    const chainAt = writer.position;
    for (const item of value.chain) StoredCertificate.encode(writer, item);
    const chainSize = writer.position - chainAt;
    if (chainSize > 16777215) throw outOfRange('StoredSession.chain', chainSize, 0, 16777215);
    writer.uint32(at3, chainSize);
  },
  size(value: StoredSession): number {
    return (
      74 +
      value.psk.length +
      value.alpnProtocol.length +
      value.pskIdentity.length +
      value.ticket.length +
      totalSize(value.chain, StoredCertificate)
    );
  },
  validate(value: StoredSession): void {
    checkStoredSession(value);
    for (const item of value.chain) StoredCertificate.validate(item);
    const chainSize = totalSize(value.chain, StoredCertificate);
    if (chainSize > 16777215) throw outOfRange('StoredSession.chain', chainSize, 0, 16777215);
  },
};
