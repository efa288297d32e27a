// Code generated from spec/dtls13/wire/ticket_contents.ksy. DO NOT EDIT.
import {
  type Codec,
  illegalValue,
  outOfRange,
  type Reader,
  totalSize,
  type Writer,
  wrongLength,
} from '../../../runtime/wire/index.ts';
import type { CipherSuite } from '../registries/cipher-suite.ts';
import { StoredCertificate } from './stored-certificate.ts';

/** What a server must know to resume a session, as the plaintext of a StatelessTicket. RFC 9846 section 4.7.1. */
export interface TicketContents {
  /** The cipher suite of the session. Its hash is that of the key. */
  readonly cipherSuite: CipherSuite;
  /** Time of the issue, in milliseconds since the Unix epoch. */
  readonly issued: number;
  /** Seconds from the time of issue during which the ticket is valid. */
  readonly lifetime: number;
  /** As in the NewSessionTicket. */
  readonly ticketAgeAdd: number;
  /** Bytes of early data that the client was promised; 0 if none. */
  readonly maxEarlyData: number;
  /**
   * Time of the last handshake in which the peers were not authenticated by a ticket, in milliseconds since the Unix
   * epoch.
   */
  readonly authenticated: number;
  /** The pre-shared key of the ticket. */
  readonly psk: Uint8Array;
  /** Digest of the server's settings under which the client was authenticated. */
  readonly context: Uint8Array;
  /** The application protocol of the session; empty if none was negotiated. */
  readonly alpnProtocol: Uint8Array;
  /** The identity of the external key that authenticated the peers; empty if none did. */
  readonly pskIdentity: Uint8Array;
  readonly chain: readonly StoredCertificate[];
}

function checkTicketContents(value: TicketContents): void {
  if (value.cipherSuite >>> 0 !== value.cipherSuite || value.cipherSuite > 65535) {
    throw outOfRange('TicketContents.cipher_suite', value.cipherSuite, 0, 65535);
  }
  if (!Number.isSafeInteger(value.issued) || value.issued < 0 || value.issued > 2 ** 48 - 1) {
    throw outOfRange('TicketContents.issued', value.issued, 0, 2 ** 48 - 1);
  }
  if (value.lifetime >>> 0 !== value.lifetime) {
    throw outOfRange('TicketContents.lifetime', value.lifetime, 0, 2 ** 32 - 1);
  }
  if (value.ticketAgeAdd >>> 0 !== value.ticketAgeAdd) {
    throw outOfRange('TicketContents.ticket_age_add', value.ticketAgeAdd, 0, 2 ** 32 - 1);
  }
  if (value.maxEarlyData >>> 0 !== value.maxEarlyData) {
    throw outOfRange('TicketContents.max_early_data', value.maxEarlyData, 0, 2 ** 32 - 1);
  }
  if (!Number.isSafeInteger(value.authenticated) || value.authenticated < 0 || value.authenticated > 2 ** 48 - 1) {
    throw outOfRange('TicketContents.authenticated', value.authenticated, 0, 2 ** 48 - 1);
  }
  if (value.psk.length < 32 || value.psk.length > 255) {
    throw outOfRange('TicketContents.psk', value.psk.length, 32, 255);
  }
  if (value.context.length !== 32) throw wrongLength('TicketContents.context', value.context.length, 32);
  if (value.alpnProtocol.length > 255) {
    throw outOfRange('TicketContents.alpn_protocol', value.alpnProtocol.length, 0, 255);
  }
  if (value.pskIdentity.length > 2048) {
    throw outOfRange('TicketContents.psk_identity', value.pskIdentity.length, 0, 2048);
  }
}

export const TicketContents: Codec<TicketContents> = {
  name: 'TicketContents',
  decode(reader: Reader): TicketContents {
    const at = reader.reserve(28, 'TicketContents');
    if (reader.uint8(at) !== 2) throw illegalValue('TicketContents.format', 'must be 2');
    const cipherSuite = reader.uint16(at + 1);
    const issued = reader.uint48(at + 3);
    const lifetime = reader.uint32(at + 9);
    const ticketAgeAdd = reader.uint32(at + 13);
    const maxEarlyData = reader.uint32(at + 17);
    const authenticated = reader.uint48(at + 21);
    const lenPsk = reader.uint8(at + 27);
    if (lenPsk < 32) throw outOfRange('TicketContents.psk', lenPsk, 32, 255);
    const psk = reader.slice(lenPsk, 'TicketContents.psk');
    const at2 = reader.reserve(33, 'TicketContents');
    const context = reader.view(at2, 32);
    const lenAlpnProtocol = reader.uint8(at2 + 32);
    const alpnProtocol = reader.slice(lenAlpnProtocol, 'TicketContents.alpn_protocol');
    const pskIdentity = reader.opaque16('TicketContents.psk_identity', 0, 2048);
    const lenChain = reader.uint16(reader.reserve(2, 'TicketContents.chain'));
    const chainEnd = reader.enter(lenChain, 'TicketContents.chain');
    const chain: StoredCertificate[] = [];
    while (reader.remaining > 0) chain.push(StoredCertificate.decode(reader));
    reader.leave(chainEnd, 'TicketContents.chain');
    return {
      cipherSuite,
      issued,
      lifetime,
      ticketAgeAdd,
      maxEarlyData,
      authenticated,
      psk,
      context,
      alpnProtocol,
      pskIdentity,
      chain,
    };
  },
  encode(writer: Writer, value: TicketContents): void {
    checkTicketContents(value);
    const at = writer.reserve(28, 'TicketContents');
    writer.uint8(at, 2);
    writer.uint16(at + 1, value.cipherSuite);
    writer.uint48(at + 3, value.issued);
    writer.uint32(at + 9, value.lifetime);
    writer.uint32(at + 13, value.ticketAgeAdd);
    writer.uint32(at + 17, value.maxEarlyData);
    writer.uint48(at + 21, value.authenticated);
    writer.uint8(at + 27, value.psk.length);
    writer.put(value.psk, 'TicketContents.psk');
    const at2 = writer.reserve(33, 'TicketContents');
    writer.set(at2, value.context);
    writer.uint8(at2 + 32, value.alpnProtocol.length);
    writer.put(value.alpnProtocol, 'TicketContents.alpn_protocol');
    writer.uint16(writer.reserve(2, 'TicketContents.psk_identity'), value.pskIdentity.length);
    writer.put(value.pskIdentity, 'TicketContents.psk_identity');
    const at3 = writer.reserve(2, 'TicketContents.chain');
    const chainAt = writer.position;
    for (const item of value.chain) StoredCertificate.encode(writer, item);
    const chainSize = writer.position - chainAt;
    if (chainSize > 65535) throw outOfRange('TicketContents.chain', chainSize, 0, 65535);
    writer.uint16(at3, chainSize);
  },
  size(value: TicketContents): number {
    return (
      65 +
      value.psk.length +
      value.alpnProtocol.length +
      value.pskIdentity.length +
      totalSize(value.chain, StoredCertificate)
    );
  },
  validate(value: TicketContents): void {
    checkTicketContents(value);
    for (const item of value.chain) StoredCertificate.validate(item);
    const chainSize = totalSize(value.chain, StoredCertificate);
    if (chainSize > 65535) throw outOfRange('TicketContents.chain', chainSize, 0, 65535);
  },
};
