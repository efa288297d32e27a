// Code generated from spec/dtls13/wire/client_hello_extension.ksy. DO NOT EDIT.
import { type Codec, illegalValue, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';
import { ExtensionType } from '../registries/extension-type.ts';
import { CertificateAuthorities } from './certificate-authorities.ts';
import { CertificateCompressionAlgorithms } from './certificate-compression-algorithms.ts';
import { CertificateStatusRequest } from './certificate-status-request.ts';
import { ConnectionId } from './connection-id.ts';
import { Cookie } from './cookie.ts';
import { EcPointFormatList } from './ec-point-format-list.ts';
import { KeyShareClientHello } from './key-share-client-hello.ts';
import { NamedGroupList } from './named-group-list.ts';
import { OfferedPsks } from './offered-psks.ts';
import { Padding } from './padding.ts';
import { ProtocolNameList } from './protocol-name-list.ts';
import { PskKeyExchangeModes } from './psk-key-exchange-modes.ts';
import { RecordSizeLimit } from './record-size-limit.ts';
import { RenegotiationInfo } from './renegotiation-info.ts';
import { ServerNameList } from './server-name-list.ts';
import { SessionTicket } from './session-ticket.ts';
import { SignatureSchemeList } from './signature-scheme-list.ts';
import { SupportedVersionsList } from './supported-versions-list.ts';
import { UseSrtpData } from './use-srtp-data.ts';

/**
 * An extension of a ClientHello. Extensions that are not listed, including GREASE, are kept as bytes. RFC 9846 section
 * 4.3.
 */
export type ClientHelloExtension =
  | { readonly kind: 'server_name'; readonly extensionData: ServerNameList }
  | { readonly kind: 'status_request'; readonly extensionData: CertificateStatusRequest }
  | { readonly kind: 'supported_groups'; readonly extensionData: NamedGroupList }
  | { readonly kind: 'ec_point_formats'; readonly extensionData: EcPointFormatList }
  | { readonly kind: 'signature_algorithms'; readonly extensionData: SignatureSchemeList }
  | { readonly kind: 'use_srtp'; readonly extensionData: UseSrtpData }
  | { readonly kind: 'application_layer_protocol_negotiation'; readonly extensionData: ProtocolNameList }
  | { readonly kind: 'signed_certificate_timestamp' }
  | { readonly kind: 'padding'; readonly extensionData: Padding }
  | { readonly kind: 'encrypt_then_mac' }
  | { readonly kind: 'extended_master_secret' }
  | { readonly kind: 'compress_certificate'; readonly extensionData: CertificateCompressionAlgorithms }
  | { readonly kind: 'record_size_limit'; readonly extensionData: RecordSizeLimit }
  | { readonly kind: 'delegated_credential'; readonly extensionData: SignatureSchemeList }
  | { readonly kind: 'session_ticket'; readonly extensionData: SessionTicket }
  | { readonly kind: 'pre_shared_key'; readonly extensionData: OfferedPsks }
  | { readonly kind: 'early_data' }
  | { readonly kind: 'supported_versions'; readonly extensionData: SupportedVersionsList }
  | { readonly kind: 'cookie'; readonly extensionData: Cookie }
  | { readonly kind: 'psk_key_exchange_modes'; readonly extensionData: PskKeyExchangeModes }
  | { readonly kind: 'certificate_authorities'; readonly extensionData: CertificateAuthorities }
  | { readonly kind: 'post_handshake_auth' }
  | { readonly kind: 'signature_algorithms_cert'; readonly extensionData: SignatureSchemeList }
  | { readonly kind: 'key_share'; readonly extensionData: KeyShareClientHello }
  | { readonly kind: 'connection_id'; readonly extensionData: ConnectionId }
  | { readonly kind: 'rrc' }
  | { readonly kind: 'renegotiation_info'; readonly extensionData: RenegotiationInfo }
  | { readonly kind: 'unknown'; readonly extensionType: ExtensionType; readonly extensionData: Uint8Array };

function checkClientHelloExtension(value: ClientHelloExtension): void {
  if (value.kind === 'unknown') {
    if (value.extensionType >>> 0 !== value.extensionType || value.extensionType > 65535) {
      throw outOfRange('Extension.extension_type', value.extensionType, 0, 65535);
    }
    switch (value.extensionType) {
      case ExtensionType.server_name:
      case ExtensionType.status_request:
      case ExtensionType.supported_groups:
      case ExtensionType.ec_point_formats:
      case ExtensionType.signature_algorithms:
      case ExtensionType.use_srtp:
      case ExtensionType.application_layer_protocol_negotiation:
      case ExtensionType.signed_certificate_timestamp:
      case ExtensionType.padding:
      case ExtensionType.encrypt_then_mac:
      case ExtensionType.extended_master_secret:
      case ExtensionType.compress_certificate:
      case ExtensionType.record_size_limit:
      case ExtensionType.delegated_credential:
      case ExtensionType.session_ticket:
      case ExtensionType.pre_shared_key:
      case ExtensionType.early_data:
      case ExtensionType.supported_versions:
      case ExtensionType.cookie:
      case ExtensionType.psk_key_exchange_modes:
      case ExtensionType.certificate_authorities:
      case ExtensionType.post_handshake_auth:
      case ExtensionType.signature_algorithms_cert:
      case ExtensionType.key_share:
      case ExtensionType.connection_id:
      case ExtensionType.rrc:
      case ExtensionType.renegotiation_info:
        throw illegalValue('Extension.extension_type', 'has a kind of its own');
    }
  }
}

function dataSizeOfClientHelloExtension(value: ClientHelloExtension): number {
  switch (value.kind) {
    case 'server_name':
      return ServerNameList.size(value.extensionData);
    case 'status_request':
      return CertificateStatusRequest.size(value.extensionData);
    case 'supported_groups':
      return NamedGroupList.size(value.extensionData);
    case 'ec_point_formats':
      return EcPointFormatList.size(value.extensionData);
    case 'signature_algorithms':
      return SignatureSchemeList.size(value.extensionData);
    case 'use_srtp':
      return UseSrtpData.size(value.extensionData);
    case 'application_layer_protocol_negotiation':
      return ProtocolNameList.size(value.extensionData);
    case 'signed_certificate_timestamp':
      return 0;
    case 'padding':
      return Padding.size(value.extensionData);
    case 'encrypt_then_mac':
      return 0;
    case 'extended_master_secret':
      return 0;
    case 'compress_certificate':
      return CertificateCompressionAlgorithms.size(value.extensionData);
    case 'record_size_limit':
      return 2;
    case 'delegated_credential':
      return SignatureSchemeList.size(value.extensionData);
    case 'session_ticket':
      return SessionTicket.size(value.extensionData);
    case 'pre_shared_key':
      return OfferedPsks.size(value.extensionData);
    case 'early_data':
      return 0;
    case 'supported_versions':
      return SupportedVersionsList.size(value.extensionData);
    case 'cookie':
      return Cookie.size(value.extensionData);
    case 'psk_key_exchange_modes':
      return PskKeyExchangeModes.size(value.extensionData);
    case 'certificate_authorities':
      return CertificateAuthorities.size(value.extensionData);
    case 'post_handshake_auth':
      return 0;
    case 'signature_algorithms_cert':
      return SignatureSchemeList.size(value.extensionData);
    case 'key_share':
      return KeyShareClientHello.size(value.extensionData);
    case 'connection_id':
      return ConnectionId.size(value.extensionData);
    case 'rrc':
      return 0;
    case 'renegotiation_info':
      return RenegotiationInfo.size(value.extensionData);
    case 'unknown':
      return value.extensionData.length;
  }
}

export const ClientHelloExtension: Codec<ClientHelloExtension> & {
  /** The code point of the kind. */
  extensionType(value: ClientHelloExtension): ExtensionType;
} = {
  name: 'Extension',
  decode(reader: Reader): ClientHelloExtension {
    const at = reader.reserve(4, 'Extension');
    const extensionType = reader.uint16(at);
    const lenExtensionData = reader.uint16(at + 2);
    const extensionDataEnd = reader.enter(lenExtensionData, 'Extension.extension_data');
    let value: ClientHelloExtension;
    switch (extensionType) {
      case 0x0000:
        value = { kind: 'server_name', extensionData: ServerNameList.decode(reader) };
        break;
      case 0x0005:
        value = { kind: 'status_request', extensionData: CertificateStatusRequest.decode(reader) };
        break;
      case 0x000a:
        value = { kind: 'supported_groups', extensionData: NamedGroupList.decode(reader) };
        break;
      case 0x000b:
        value = { kind: 'ec_point_formats', extensionData: EcPointFormatList.decode(reader) };
        break;
      case 0x000d:
        value = { kind: 'signature_algorithms', extensionData: SignatureSchemeList.decode(reader) };
        break;
      case 0x000e:
        value = { kind: 'use_srtp', extensionData: UseSrtpData.decode(reader) };
        break;
      case 0x0010:
        value = { kind: 'application_layer_protocol_negotiation', extensionData: ProtocolNameList.decode(reader) };
        break;
      case 0x0012:
        value = { kind: 'signed_certificate_timestamp' };
        break;
      case 0x0015:
        value = { kind: 'padding', extensionData: Padding.decode(reader) };
        break;
      case 0x0016:
        value = { kind: 'encrypt_then_mac' };
        break;
      case 0x0017:
        value = { kind: 'extended_master_secret' };
        break;
      case 0x001b:
        value = { kind: 'compress_certificate', extensionData: CertificateCompressionAlgorithms.decode(reader) };
        break;
      case 0x001c:
        value = { kind: 'record_size_limit', extensionData: RecordSizeLimit.decode(reader) };
        break;
      case 0x0022:
        value = { kind: 'delegated_credential', extensionData: SignatureSchemeList.decode(reader) };
        break;
      case 0x0023:
        value = { kind: 'session_ticket', extensionData: SessionTicket.decode(reader) };
        break;
      case 0x0029:
        value = { kind: 'pre_shared_key', extensionData: OfferedPsks.decode(reader) };
        break;
      case 0x002a:
        value = { kind: 'early_data' };
        break;
      case 0x002b:
        value = { kind: 'supported_versions', extensionData: SupportedVersionsList.decode(reader) };
        break;
      case 0x002c:
        value = { kind: 'cookie', extensionData: Cookie.decode(reader) };
        break;
      case 0x002d:
        value = { kind: 'psk_key_exchange_modes', extensionData: PskKeyExchangeModes.decode(reader) };
        break;
      case 0x002f:
        value = { kind: 'certificate_authorities', extensionData: CertificateAuthorities.decode(reader) };
        break;
      case 0x0031:
        value = { kind: 'post_handshake_auth' };
        break;
      case 0x0032:
        value = { kind: 'signature_algorithms_cert', extensionData: SignatureSchemeList.decode(reader) };
        break;
      case 0x0033:
        value = { kind: 'key_share', extensionData: KeyShareClientHello.decode(reader) };
        break;
      case 0x0036:
        value = { kind: 'connection_id', extensionData: ConnectionId.decode(reader) };
        break;
      case 0x003d:
        value = { kind: 'rrc' };
        break;
      case 0xff01:
        value = { kind: 'renegotiation_info', extensionData: RenegotiationInfo.decode(reader) };
        break;
      default:
        value = { kind: 'unknown', extensionType, extensionData: reader.rest() };
    }
    reader.leave(extensionDataEnd, 'Extension.extension_data');
    return value;
  },
  encode(writer: Writer, value: ClientHelloExtension): void {
    checkClientHelloExtension(value);
    const at = writer.reserve(4, 'Extension');
    const extensionDataAt = writer.position;
    switch (value.kind) {
      case 'server_name':
        writer.uint16(at, 0x0000);
        ServerNameList.encode(writer, value.extensionData);
        break;
      case 'status_request':
        writer.uint16(at, 0x0005);
        CertificateStatusRequest.encode(writer, value.extensionData);
        break;
      case 'supported_groups':
        writer.uint16(at, 0x000a);
        NamedGroupList.encode(writer, value.extensionData);
        break;
      case 'ec_point_formats':
        writer.uint16(at, 0x000b);
        EcPointFormatList.encode(writer, value.extensionData);
        break;
      case 'signature_algorithms':
        writer.uint16(at, 0x000d);
        SignatureSchemeList.encode(writer, value.extensionData);
        break;
      case 'use_srtp':
        writer.uint16(at, 0x000e);
        UseSrtpData.encode(writer, value.extensionData);
        break;
      case 'application_layer_protocol_negotiation':
        writer.uint16(at, 0x0010);
        ProtocolNameList.encode(writer, value.extensionData);
        break;
      case 'signed_certificate_timestamp':
        writer.uint16(at, 0x0012);
        break;
      case 'padding':
        writer.uint16(at, 0x0015);
        Padding.encode(writer, value.extensionData);
        break;
      case 'encrypt_then_mac':
        writer.uint16(at, 0x0016);
        break;
      case 'extended_master_secret':
        writer.uint16(at, 0x0017);
        break;
      case 'compress_certificate':
        writer.uint16(at, 0x001b);
        CertificateCompressionAlgorithms.encode(writer, value.extensionData);
        break;
      case 'record_size_limit':
        writer.uint16(at, 0x001c);
        RecordSizeLimit.encode(writer, value.extensionData);
        break;
      case 'delegated_credential':
        writer.uint16(at, 0x0022);
        SignatureSchemeList.encode(writer, value.extensionData);
        break;
      case 'session_ticket':
        writer.uint16(at, 0x0023);
        SessionTicket.encode(writer, value.extensionData);
        break;
      case 'pre_shared_key':
        writer.uint16(at, 0x0029);
        OfferedPsks.encode(writer, value.extensionData);
        break;
      case 'early_data':
        writer.uint16(at, 0x002a);
        break;
      case 'supported_versions':
        writer.uint16(at, 0x002b);
        SupportedVersionsList.encode(writer, value.extensionData);
        break;
      case 'cookie':
        writer.uint16(at, 0x002c);
        Cookie.encode(writer, value.extensionData);
        break;
      case 'psk_key_exchange_modes':
        writer.uint16(at, 0x002d);
        PskKeyExchangeModes.encode(writer, value.extensionData);
        break;
      case 'certificate_authorities':
        writer.uint16(at, 0x002f);
        CertificateAuthorities.encode(writer, value.extensionData);
        break;
      case 'post_handshake_auth':
        writer.uint16(at, 0x0031);
        break;
      case 'signature_algorithms_cert':
        writer.uint16(at, 0x0032);
        SignatureSchemeList.encode(writer, value.extensionData);
        break;
      case 'key_share':
        writer.uint16(at, 0x0033);
        KeyShareClientHello.encode(writer, value.extensionData);
        break;
      case 'connection_id':
        writer.uint16(at, 0x0036);
        ConnectionId.encode(writer, value.extensionData);
        break;
      case 'rrc':
        writer.uint16(at, 0x003d);
        break;
      case 'renegotiation_info':
        writer.uint16(at, 0xff01);
        RenegotiationInfo.encode(writer, value.extensionData);
        break;
      case 'unknown':
        writer.uint16(at, value.extensionType);
        writer.put(value.extensionData, 'Extension.extension_data');
        break;
    }
    const extensionDataSize = writer.position - extensionDataAt;
    if (extensionDataSize > 65535) throw outOfRange('Extension.extension_data', extensionDataSize, 0, 65535);
    writer.uint16(at + 2, extensionDataSize);
  },
  size(value: ClientHelloExtension): number {
    return 4 + dataSizeOfClientHelloExtension(value);
  },
  validate(value: ClientHelloExtension): void {
    checkClientHelloExtension(value);
    switch (value.kind) {
      case 'server_name':
        ServerNameList.validate(value.extensionData);
        break;
      case 'status_request':
        CertificateStatusRequest.validate(value.extensionData);
        break;
      case 'supported_groups':
        NamedGroupList.validate(value.extensionData);
        break;
      case 'ec_point_formats':
        EcPointFormatList.validate(value.extensionData);
        break;
      case 'signature_algorithms':
        SignatureSchemeList.validate(value.extensionData);
        break;
      case 'use_srtp':
        UseSrtpData.validate(value.extensionData);
        break;
      case 'application_layer_protocol_negotiation':
        ProtocolNameList.validate(value.extensionData);
        break;
      case 'padding':
        Padding.validate(value.extensionData);
        break;
      case 'compress_certificate':
        CertificateCompressionAlgorithms.validate(value.extensionData);
        break;
      case 'record_size_limit':
        RecordSizeLimit.validate(value.extensionData);
        break;
      case 'delegated_credential':
        SignatureSchemeList.validate(value.extensionData);
        break;
      case 'session_ticket':
        SessionTicket.validate(value.extensionData);
        break;
      case 'pre_shared_key':
        OfferedPsks.validate(value.extensionData);
        break;
      case 'supported_versions':
        SupportedVersionsList.validate(value.extensionData);
        break;
      case 'cookie':
        Cookie.validate(value.extensionData);
        break;
      case 'psk_key_exchange_modes':
        PskKeyExchangeModes.validate(value.extensionData);
        break;
      case 'certificate_authorities':
        CertificateAuthorities.validate(value.extensionData);
        break;
      case 'signature_algorithms_cert':
        SignatureSchemeList.validate(value.extensionData);
        break;
      case 'key_share':
        KeyShareClientHello.validate(value.extensionData);
        break;
      case 'connection_id':
        ConnectionId.validate(value.extensionData);
        break;
      case 'renegotiation_info':
        RenegotiationInfo.validate(value.extensionData);
        break;
    }
    const extensionDataSize = dataSizeOfClientHelloExtension(value);
    if (extensionDataSize > 65535) throw outOfRange('Extension.extension_data', extensionDataSize, 0, 65535);
  },
  extensionType(value: ClientHelloExtension): ExtensionType {
    switch (value.kind) {
      case 'server_name':
        return 0x0000;
      case 'status_request':
        return 0x0005;
      case 'supported_groups':
        return 0x000a;
      case 'ec_point_formats':
        return 0x000b;
      case 'signature_algorithms':
        return 0x000d;
      case 'use_srtp':
        return 0x000e;
      case 'application_layer_protocol_negotiation':
        return 0x0010;
      case 'signed_certificate_timestamp':
        return 0x0012;
      case 'padding':
        return 0x0015;
      case 'encrypt_then_mac':
        return 0x0016;
      case 'extended_master_secret':
        return 0x0017;
      case 'compress_certificate':
        return 0x001b;
      case 'record_size_limit':
        return 0x001c;
      case 'delegated_credential':
        return 0x0022;
      case 'session_ticket':
        return 0x0023;
      case 'pre_shared_key':
        return 0x0029;
      case 'early_data':
        return 0x002a;
      case 'supported_versions':
        return 0x002b;
      case 'cookie':
        return 0x002c;
      case 'psk_key_exchange_modes':
        return 0x002d;
      case 'certificate_authorities':
        return 0x002f;
      case 'post_handshake_auth':
        return 0x0031;
      case 'signature_algorithms_cert':
        return 0x0032;
      case 'key_share':
        return 0x0033;
      case 'connection_id':
        return 0x0036;
      case 'rrc':
        return 0x003d;
      case 'renegotiation_info':
        return 0xff01;
      case 'unknown':
        return value.extensionType;
    }
  },
};
