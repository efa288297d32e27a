// A handwritten decoder of a ClientHello record that reads numbers with a DataView.
import type {
  ClientHello,
  ClientHelloExtension,
  DtlsPlaintext,
  Handshake,
  KeyShareEntry,
  ProtocolName,
  ServerName,
} from 'wirechart/dtls13/wire';
import { illegal, range, requireDistinct, trailing, truncated } from './handwritten-checks.ts';
import type { HelloRecord } from './hello-record.ts';

/** The same decoder as `decodeHelloByIndex`, but numbers are read with one DataView. */
export function decodeHelloByView(bytes: Uint8Array): HelloRecord {
  const { buffer, byteOffset, length } = bytes;
  const view = new DataView(buffer, byteOffset, length);
  if (length < 13) throw truncated('DTLSPlaintext');
  if (view.getUint16(3) !== 0) throw illegal('DTLSPlaintext.epoch');
  const recordLength = view.getUint16(11);
  if (recordLength > 16384) throw range('DTLSPlaintext.length');
  if (recordLength > length - 13) throw truncated('DTLSPlaintext.fragment');
  if (recordLength < length - 13) throw trailing('DTLSPlaintext');
  const record: DtlsPlaintext = {
    type: view.getUint8(0),
    legacyRecordVersion: view.getUint16(1),
    sequenceNumber: view.getUint16(5) * 2 ** 32 + view.getUint32(7),
    fragment: new Uint8Array(buffer, byteOffset + 13, recordLength),
  };
  if (recordLength < 12) throw truncated('Handshake');
  const fragmentLength = u24(view, 22);
  if (fragmentLength > length - 25) throw truncated('Handshake.fragment');
  if (fragmentLength < length - 25) throw trailing('Handshake');
  const handshake: Handshake = {
    msgType: view.getUint8(13),
    length: u24(view, 14),
    messageSeq: view.getUint16(17),
    fragmentOffset: u24(view, 19),
    fragment: new Uint8Array(buffer, byteOffset + 25, fragmentLength),
  };
  return { record, handshake, clientHello: clientHello(view, buffer, byteOffset) };
}

function clientHello(view: DataView, buffer: ArrayBufferLike, base: number): ClientHello {
  const length = view.byteLength;
  if (length < 25 + 35) throw truncated('ClientHello');
  const legacyVersion = view.getUint16(25);
  const random = new Uint8Array(buffer, base + 27, 32);
  let at = 60;
  let size = view.getUint8(59);
  if (size > 32) throw range('ClientHello.legacy_session_id');
  if (size > length - at) throw truncated('ClientHello.legacy_session_id');
  const legacySessionId = new Uint8Array(buffer, base + at, size);
  at += size;
  if (at >= length) throw truncated('ClientHello.legacy_cookie');
  size = view.getUint8(at++);
  if (size > length - at) throw truncated('ClientHello.legacy_cookie');
  const legacyCookie = new Uint8Array(buffer, base + at, size);
  at += size;
  if (length - at < 2) throw truncated('ClientHello.cipher_suites');
  size = view.getUint16(at);
  at += 2;
  if (size < 2 || size > 65534) throw range('ClientHello.cipher_suites');
  if (size > length - at) throw truncated('ClientHello.cipher_suites');
  const cipherSuites = codes(view, at, size, 'ClientHello.cipher_suites');
  at += size;
  if (at >= length) throw truncated('ClientHello.legacy_compression_methods');
  size = view.getUint8(at++);
  if (size < 1) throw range('ClientHello.legacy_compression_methods');
  if (size > length - at) throw truncated('ClientHello.legacy_compression_methods');
  const legacyCompressionMethods = new Uint8Array(buffer, base + at, size);
  at += size;
  if (length - at < 2) throw truncated('ClientHello.extensions');
  size = view.getUint16(at);
  at += 2;
  if (size > length - at) throw truncated('ClientHello.extensions');
  if (size < length - at) throw trailing('ClientHello');
  const extensions: ClientHelloExtension[] = [];
  const types: number[] = [];
  while (at < length) {
    if (length - at < 4) throw truncated('Extension');
    const type = view.getUint16(at);
    const dataSize = view.getUint16(at + 2);
    at += 4;
    if (dataSize > length - at) throw truncated('Extension.extension_data');
    const end = at + dataSize;
    extensions.push(extension(view, buffer, base, type, at, end));
    types.push(type);
    at = end;
  }
  requireDistinct(types, 'ClientHello.extensions');
  return { legacyVersion, random, legacySessionId, legacyCookie, cipherSuites, legacyCompressionMethods, extensions };
}

function extension(
  view: DataView,
  buffer: ArrayBufferLike,
  base: number,
  type: number,
  at: number,
  end: number,
): ClientHelloExtension {
  switch (type) {
    case 0: {
      checkListLength(view, at, end, 1, 'ServerNameList.server_name_list');
      return { kind: 'server_name', extensionData: { serverNameList: serverNames(view, buffer, base, at + 2, end) } };
    }
    case 10: {
      checkListLength(view, at, end, 2, 'NamedGroupList.named_group_list');
      const namedGroupList = codes(view, at + 2, end - at - 2, 'NamedGroupList.named_group_list');
      return { kind: 'supported_groups', extensionData: { namedGroupList } };
    }
    case 13: {
      checkListLength(view, at, end, 2, 'SignatureSchemeList.supported_signature_algorithms');
      const field = 'SignatureSchemeList.supported_signature_algorithms';
      const supportedSignatureAlgorithms = codes(view, at + 2, end - at - 2, field);
      return { kind: 'signature_algorithms', extensionData: { supportedSignatureAlgorithms } };
    }
    case 16: {
      checkListLength(view, at, end, 2, 'ProtocolNameList.protocol_name_list');
      const protocolNameList = protocolNames(view, buffer, base, at + 2, end);
      return { kind: 'application_layer_protocol_negotiation', extensionData: { protocolNameList } };
    }
    case 43: {
      const field = 'SupportedVersions.versions';
      if (at === end) throw truncated(field);
      const size = view.getUint8(at);
      if (size < 2 || size > 254) throw range(field);
      if (size > end - at - 1) throw truncated(field);
      if (size < end - at - 1) throw trailing('Extension.extension_data');
      return { kind: 'supported_versions', extensionData: { versions: codes(view, at + 1, size, field) } };
    }
    case 45: {
      const field = 'PskKeyExchangeModes.ke_modes';
      if (at === end) throw truncated(field);
      const size = view.getUint8(at);
      if (size < 1) throw range(field);
      if (size > end - at - 1) throw truncated(field);
      if (size < end - at - 1) throw trailing('Extension.extension_data');
      const keModes: number[] = [];
      for (let each = at + 1; each < end; each++) keModes.push(view.getUint8(each));
      return { kind: 'psk_key_exchange_modes', extensionData: { keModes } };
    }
    case 51: {
      checkListLength(view, at, end, 0, 'KeyShareClientHello.client_shares');
      return { kind: 'key_share', extensionData: { clientShares: keyShares(view, buffer, base, at + 2, end) } };
    }
    case 54: {
      const field = 'ConnectionId.cid';
      if (at === end) throw truncated(field);
      const size = view.getUint8(at);
      if (size > end - at - 1) throw truncated(field);
      if (size < end - at - 1) throw trailing('Extension.extension_data');
      return { kind: 'connection_id', extensionData: { cid: new Uint8Array(buffer, base + at + 1, size) } };
    }
    default:
      return { kind: 'unknown', extensionType: type, extensionData: new Uint8Array(buffer, base + at, end - at) };
  }
}

/** Checks the two length bytes of a list in `[at, end)`. */
function checkListLength(view: DataView, at: number, end: number, min: number, field: string): void {
  if (end - at < 2) throw truncated(field);
  const size = view.getUint16(at);
  if (size < min) throw range(field);
  if (size > end - at - 2) throw truncated(field);
  if (size < end - at - 2) throw trailing('Extension.extension_data');
}

function codes(view: DataView, at: number, size: number, field: string): number[] {
  if (size % 2 !== 0) throw truncated(field);
  const list: number[] = [];
  for (const end = at + size; at < end; at += 2) list.push(view.getUint16(at));
  return list;
}

function serverNames(view: DataView, buffer: ArrayBufferLike, base: number, at: number, end: number): ServerName[] {
  const names: ServerName[] = [];
  const types: number[] = [];
  while (at < end) {
    if (end - at < 3) throw truncated('ServerName');
    const nameType = view.getUint8(at);
    const size = view.getUint16(at + 1);
    at += 3;
    if (size < 1) throw range('ServerName.host_name');
    if (size > end - at) throw truncated('ServerName.host_name');
    names.push({ nameType, hostName: new Uint8Array(buffer, base + at, size) });
    types.push(nameType);
    at += size;
  }
  requireDistinct(types, 'ServerNameList.server_name_list');
  return names;
}

function protocolNames(view: DataView, buffer: ArrayBufferLike, base: number, at: number, end: number): ProtocolName[] {
  const names: ProtocolName[] = [];
  while (at < end) {
    const size = view.getUint8(at);
    at += 1;
    if (size < 1) throw range('ProtocolName.name');
    if (size > end - at) throw truncated('ProtocolName.name');
    names.push({ name: new Uint8Array(buffer, base + at, size) });
    at += size;
  }
  return names;
}

function keyShares(view: DataView, buffer: ArrayBufferLike, base: number, at: number, end: number): KeyShareEntry[] {
  const shares: KeyShareEntry[] = [];
  const groups: number[] = [];
  while (at < end) {
    if (end - at < 4) throw truncated('KeyShareEntry');
    const group = view.getUint16(at);
    const size = view.getUint16(at + 2);
    at += 4;
    if (size < 1) throw range('KeyShareEntry.key_exchange');
    if (size > end - at) throw truncated('KeyShareEntry.key_exchange');
    shares.push({ group, keyExchange: new Uint8Array(buffer, base + at, size) });
    groups.push(group);
    at += size;
  }
  requireDistinct(groups, 'KeyShareClientHello.client_shares');
  return shares;
}

function u24(view: DataView, at: number): number {
  return (view.getUint16(at) << 8) | view.getUint8(at + 2);
}
