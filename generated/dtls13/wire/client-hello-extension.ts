// Code generated from spec/dtls13/wire/client_hello_extension.ksy. DO NOT EDIT.
import { type Codec, illegalValue, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';
import { ExtensionType } from '../registries/extension-type.ts';
import { Cookie } from './cookie.ts';
import { KeyShareClientHello } from './key-share-client-hello.ts';
import { NamedGroupList } from './named-group-list.ts';
import { ProtocolNameList } from './protocol-name-list.ts';
import { RecordSizeLimit } from './record-size-limit.ts';
import { ServerNameList } from './server-name-list.ts';
import { SignatureSchemeList } from './signature-scheme-list.ts';
import { SupportedVersionsList } from './supported-versions-list.ts';
import { UseSrtpData } from './use-srtp-data.ts';

/**
 * An extension as a ClientHello may carry it. What is not listed here, GREASE included, keeps its bytes. RFC 9846
 * section 4.3.
 */
export type ClientHelloExtension =
  | { readonly kind: 'server_name'; readonly extensionData: ServerNameList }
  | { readonly kind: 'supported_groups'; readonly extensionData: NamedGroupList }
  | { readonly kind: 'signature_algorithms'; readonly extensionData: SignatureSchemeList }
  | { readonly kind: 'use_srtp'; readonly extensionData: UseSrtpData }
  | { readonly kind: 'application_layer_protocol_negotiation'; readonly extensionData: ProtocolNameList }
  | { readonly kind: 'record_size_limit'; readonly extensionData: RecordSizeLimit }
  | { readonly kind: 'supported_versions'; readonly extensionData: SupportedVersionsList }
  | { readonly kind: 'cookie'; readonly extensionData: Cookie }
  | { readonly kind: 'signature_algorithms_cert'; readonly extensionData: SignatureSchemeList }
  | { readonly kind: 'key_share'; readonly extensionData: KeyShareClientHello }
  | { readonly kind: 'unknown'; readonly extensionType: ExtensionType; readonly extensionData: Uint8Array };

function checkClientHelloExtension(value: ClientHelloExtension): void {
  if (value.kind === 'unknown') {
    if (value.extensionType >>> 0 !== value.extensionType || value.extensionType > 65535) {
      throw outOfRange('Extension.extension_type', value.extensionType, 0, 65535);
    }
    switch (value.extensionType) {
      case ExtensionType.server_name:
      case ExtensionType.supported_groups:
      case ExtensionType.signature_algorithms:
      case ExtensionType.use_srtp:
      case ExtensionType.application_layer_protocol_negotiation:
      case ExtensionType.record_size_limit:
      case ExtensionType.supported_versions:
      case ExtensionType.cookie:
      case ExtensionType.signature_algorithms_cert:
      case ExtensionType.key_share:
        throw illegalValue('Extension.extension_type', 'has a kind of its own');
    }
  }
}

function dataSizeOfClientHelloExtension(value: ClientHelloExtension): number {
  switch (value.kind) {
    case 'server_name':
      return ServerNameList.size(value.extensionData);
    case 'supported_groups':
      return NamedGroupList.size(value.extensionData);
    case 'signature_algorithms':
      return SignatureSchemeList.size(value.extensionData);
    case 'use_srtp':
      return UseSrtpData.size(value.extensionData);
    case 'application_layer_protocol_negotiation':
      return ProtocolNameList.size(value.extensionData);
    case 'record_size_limit':
      return 2;
    case 'supported_versions':
      return SupportedVersionsList.size(value.extensionData);
    case 'cookie':
      return Cookie.size(value.extensionData);
    case 'signature_algorithms_cert':
      return SignatureSchemeList.size(value.extensionData);
    case 'key_share':
      return KeyShareClientHello.size(value.extensionData);
    case 'unknown':
      return value.extensionData.length;
  }
}

export const ClientHelloExtension: Codec<ClientHelloExtension> & {
  /** The code point that stands for the kind on the wire. */
  extensionType(value: ClientHelloExtension): ExtensionType;
} = {
  name: 'Extension',
  decode(reader: Reader): ClientHelloExtension {
    const { view } = reader;
    const at = reader.reserve(4, 'Extension');
    const extensionType = view.getUint16(at);
    const lenExtensionData = view.getUint16(at + 2);
    const extensionDataEnd = reader.enter(lenExtensionData, 'Extension.extension_data');
    let value: ClientHelloExtension;
    switch (extensionType) {
      case ExtensionType.server_name:
        value = { kind: 'server_name', extensionData: ServerNameList.decode(reader) };
        break;
      case ExtensionType.supported_groups:
        value = { kind: 'supported_groups', extensionData: NamedGroupList.decode(reader) };
        break;
      case ExtensionType.signature_algorithms:
        value = { kind: 'signature_algorithms', extensionData: SignatureSchemeList.decode(reader) };
        break;
      case ExtensionType.use_srtp:
        value = { kind: 'use_srtp', extensionData: UseSrtpData.decode(reader) };
        break;
      case ExtensionType.application_layer_protocol_negotiation:
        value = { kind: 'application_layer_protocol_negotiation', extensionData: ProtocolNameList.decode(reader) };
        break;
      case ExtensionType.record_size_limit:
        value = { kind: 'record_size_limit', extensionData: RecordSizeLimit.decode(reader) };
        break;
      case ExtensionType.supported_versions:
        value = { kind: 'supported_versions', extensionData: SupportedVersionsList.decode(reader) };
        break;
      case ExtensionType.cookie:
        value = { kind: 'cookie', extensionData: Cookie.decode(reader) };
        break;
      case ExtensionType.signature_algorithms_cert:
        value = { kind: 'signature_algorithms_cert', extensionData: SignatureSchemeList.decode(reader) };
        break;
      case ExtensionType.key_share:
        value = { kind: 'key_share', extensionData: KeyShareClientHello.decode(reader) };
        break;
      default:
        value = { kind: 'unknown', extensionType, extensionData: reader.rest() };
    }
    reader.leave(extensionDataEnd, 'Extension.extension_data');
    return value;
  },
  encode(writer: Writer, value: ClientHelloExtension): void {
    checkClientHelloExtension(value);
    const { view } = writer;
    const at = writer.reserve(4, 'Extension');
    view.setUint16(at, ClientHelloExtension.extensionType(value));
    const extensionDataAt = writer.position;
    switch (value.kind) {
      case 'server_name':
        ServerNameList.encode(writer, value.extensionData);
        break;
      case 'supported_groups':
        NamedGroupList.encode(writer, value.extensionData);
        break;
      case 'signature_algorithms':
        SignatureSchemeList.encode(writer, value.extensionData);
        break;
      case 'use_srtp':
        UseSrtpData.encode(writer, value.extensionData);
        break;
      case 'application_layer_protocol_negotiation':
        ProtocolNameList.encode(writer, value.extensionData);
        break;
      case 'record_size_limit':
        RecordSizeLimit.encode(writer, value.extensionData);
        break;
      case 'supported_versions':
        SupportedVersionsList.encode(writer, value.extensionData);
        break;
      case 'cookie':
        Cookie.encode(writer, value.extensionData);
        break;
      case 'signature_algorithms_cert':
        SignatureSchemeList.encode(writer, value.extensionData);
        break;
      case 'key_share':
        KeyShareClientHello.encode(writer, value.extensionData);
        break;
      case 'unknown':
        writer.put(value.extensionData, 'Extension.extension_data');
        break;
    }
    const extensionDataSize = writer.position - extensionDataAt;
    if (extensionDataSize > 65535) throw outOfRange('Extension.extension_data', extensionDataSize, 0, 65535);
    view.setUint16(at + 2, extensionDataSize);
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
      case 'supported_groups':
        NamedGroupList.validate(value.extensionData);
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
      case 'record_size_limit':
        RecordSizeLimit.validate(value.extensionData);
        break;
      case 'supported_versions':
        SupportedVersionsList.validate(value.extensionData);
        break;
      case 'cookie':
        Cookie.validate(value.extensionData);
        break;
      case 'signature_algorithms_cert':
        SignatureSchemeList.validate(value.extensionData);
        break;
      case 'key_share':
        KeyShareClientHello.validate(value.extensionData);
        break;
    }
    const extensionDataSize = dataSizeOfClientHelloExtension(value);
    if (extensionDataSize > 65535) throw outOfRange('Extension.extension_data', extensionDataSize, 0, 65535);
  },
  extensionType(value: ClientHelloExtension): ExtensionType {
    return value.kind === 'unknown' ? value.extensionType : ExtensionType[value.kind];
  },
};
