import type { ClientHelloExtension } from 'wirechart/dtls13/wire';
import { range, requireDistinct } from './handwritten-checks.ts';
import type { HelloRecord } from './hello-record.ts';

/**
 * A handwritten encoder: one pass over the tree; each length is written after its content. Returns the bytes written.
 */
export function encodeHelloHandwritten({ record, handshake, clientHello }: HelloRecord, into: Uint8Array): number {
  into[0] = number(record.type, 0xff, 'DTLSPlaintext.type');
  u16(into, 1, record.legacyRecordVersion, 'DTLSPlaintext.legacy_record_version');
  into[3] = 0;
  into[4] = 0;
  const { sequenceNumber } = record;
  if (!(sequenceNumber >= 0 && sequenceNumber < 2 ** 48)) throw range('DTLSPlaintext.sequence_number');
  u16(into, 5, Math.floor(sequenceNumber / 2 ** 32), 'DTLSPlaintext.sequence_number');
  u16(into, 7, (sequenceNumber >>> 16) & 0xffff, 'DTLSPlaintext.sequence_number');
  u16(into, 9, sequenceNumber & 0xffff, 'DTLSPlaintext.sequence_number');
  into[13] = number(handshake.msgType, 0xff, 'Handshake.msg_type');
  u16(into, 17, handshake.messageSeq, 'Handshake.message_seq');
  u24(into, 19, handshake.fragmentOffset, 'Handshake.fragment_offset');

  u16(into, 25, clientHello.legacyVersion, 'ClientHello.legacy_version');
  if (clientHello.random.length !== 32) throw range('ClientHello.random');
  into.set(clientHello.random, 27);
  let at = opaque8(into, 59, clientHello.legacySessionId, 0, 32, 'ClientHello.legacy_session_id');
  at = opaque8(into, at, clientHello.legacyCookie, 0, 255, 'ClientHello.legacy_cookie');
  const { cipherSuites } = clientHello;
  if (cipherSuites.length < 1) throw range('ClientHello.cipher_suites');
  u16(into, at, cipherSuites.length * 2, 'ClientHello.cipher_suites');
  at = codes(into, at + 2, cipherSuites, 'ClientHello.cipher_suites');
  at = opaque8(into, at, clientHello.legacyCompressionMethods, 1, 255, 'ClientHello.legacy_compression_methods');
  const extensionsAt = at + 2;
  at = extensionsAt;
  const types: number[] = [];
  for (const each of clientHello.extensions) {
    const type = typeOf(each);
    types.push(type);
    u16(into, at, type, 'Extension.extension_type');
    const end = extension(into, at + 4, each);
    u16(into, at + 2, end - at - 4, 'Extension.extension_data');
    at = end;
  }
  requireDistinct(types, 'ClientHello.extensions');
  u16(into, extensionsAt - 2, at - extensionsAt, 'ClientHello.extensions');

  u24(into, 14, at - 25, 'Handshake.length');
  u24(into, 22, at - 25, 'Handshake.fragment');
  if (at - 13 > 16384) throw range('DTLSPlaintext.fragment');
  u16(into, 11, at - 13, 'DTLSPlaintext.length');
  return at;
}

function typeOf(extension: ClientHelloExtension): number {
  switch (extension.kind) {
    case 'server_name':
      return 0;
    case 'supported_groups':
      return 10;
    case 'signature_algorithms':
      return 13;
    case 'application_layer_protocol_negotiation':
      return 16;
    case 'supported_versions':
      return 43;
    case 'psk_key_exchange_modes':
      return 45;
    case 'key_share':
      return 51;
    case 'connection_id':
      return 54;
    case 'unknown':
      return extension.extensionType;
    default:
      throw new Error(`this encoder does not know ${extension.kind}`);
  }
}

/** Returns the offset after the written bytes. */
function extension(into: Uint8Array, start: number, extension: ClientHelloExtension): number {
  let at = start;
  switch (extension.kind) {
    case 'server_name':
      at += 2;
      for (const { nameType, hostName } of extension.extensionData.serverNameList) {
        into[at] = number(nameType, 0xff, 'ServerName.name_type');
        at = opaque16(into, at + 1, hostName, 'ServerName.host_name');
      }
      break;
    case 'supported_groups':
      at = codes(into, at + 2, extension.extensionData.namedGroupList, 'NamedGroupList.named_group_list');
      break;
    case 'signature_algorithms': {
      const field = 'SignatureSchemeList.supported_signature_algorithms';
      at = codes(into, at + 2, extension.extensionData.supportedSignatureAlgorithms, field);
      break;
    }
    case 'application_layer_protocol_negotiation':
      at += 2;
      for (const { name } of extension.extensionData.protocolNameList) {
        at = opaque8(into, at, name, 1, 255, 'ProtocolName.name');
      }
      break;
    case 'supported_versions': {
      const { versions } = extension.extensionData;
      into[at] = number(versions.length * 2, 254, 'SupportedVersions.versions');
      return codes(into, at + 1, versions, 'SupportedVersions.versions');
    }
    case 'psk_key_exchange_modes': {
      const { keModes } = extension.extensionData;
      into[at++] = number(keModes.length, 0xff, 'PskKeyExchangeModes.ke_modes');
      for (const mode of keModes) into[at++] = number(mode, 0xff, 'PskKeyExchangeModes.ke_modes');
      return at;
    }
    case 'key_share':
      at += 2;
      for (const { group, keyExchange } of extension.extensionData.clientShares) {
        u16(into, at, group, 'KeyShareEntry.group');
        at = opaque16(into, at + 2, keyExchange, 'KeyShareEntry.key_exchange');
      }
      break;
    case 'connection_id':
      return opaque8(into, at, extension.extensionData.cid, 0, 255, 'ConnectionId.cid');
    case 'unknown':
      into.set(extension.extensionData, at);
      return at + extension.extensionData.length;
    default:
      throw new Error(`this encoder does not know ${extension.kind}`);
  }
  u16(into, start, at - start - 2, 'Extension.extension_data');
  return at;
}

function opaque8(into: Uint8Array, at: number, bytes: Uint8Array, min: number, max: number, field: string): number {
  const { length } = bytes;
  if (length < min || length > max) throw range(field);
  into[at] = length;
  into.set(bytes, at + 1);
  return at + 1 + length;
}

function opaque16(into: Uint8Array, at: number, bytes: Uint8Array, field: string): number {
  if (bytes.length < 1) throw range(field);
  u16(into, at, bytes.length, field);
  into.set(bytes, at + 2);
  return at + 2 + bytes.length;
}

function codes(into: Uint8Array, start: number, values: readonly number[], field: string): number {
  let at = start;
  for (const value of values) {
    u16(into, at, value, field);
    at += 2;
  }
  return at;
}

function number(value: number, max: number, field: string): number {
  if (value >>> 0 !== value || value > max) throw range(field);
  return value;
}

function u16(into: Uint8Array, at: number, value: number, field: string): void {
  if (value >>> 0 !== value || value > 0xffff) throw range(field);
  into[at] = value >>> 8;
  into[at + 1] = value;
}

function u24(into: Uint8Array, at: number, value: number, field: string): void {
  if (value >>> 0 !== value || value > 0xffffff) throw range(field);
  into[at] = value >>> 16;
  into[at + 1] = value >>> 8;
  into[at + 2] = value;
}
