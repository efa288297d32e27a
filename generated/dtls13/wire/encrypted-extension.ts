// Code generated from spec/dtls13/wire/encrypted_extension.ksy. DO NOT EDIT.
import { type Codec, illegalValue, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';
import { ExtensionType } from '../registries/extension-type.ts';
import { NamedGroupList } from './named-group-list.ts';
import { RecordSizeLimit } from './record-size-limit.ts';
import { SelectedProtocolName } from './selected-protocol-name.ts';
import { UseSrtpData } from './use-srtp-data.ts';

/** An extension of EncryptedExtensions. RFC 9846 section 4.3. */
export type EncryptedExtension =
  | { readonly kind: 'server_name' }
  | { readonly kind: 'supported_groups'; readonly extensionData: NamedGroupList }
  | { readonly kind: 'use_srtp'; readonly extensionData: UseSrtpData }
  | { readonly kind: 'application_layer_protocol_negotiation'; readonly extensionData: SelectedProtocolName }
  | { readonly kind: 'record_size_limit'; readonly extensionData: RecordSizeLimit }
  | { readonly kind: 'early_data' }
  | { readonly kind: 'unknown'; readonly extensionType: ExtensionType; readonly extensionData: Uint8Array };

function checkEncryptedExtension(value: EncryptedExtension): void {
  if (value.kind === 'unknown') {
    if (value.extensionType >>> 0 !== value.extensionType || value.extensionType > 65535) {
      throw outOfRange('Extension.extension_type', value.extensionType, 0, 65535);
    }
    switch (value.extensionType) {
      case ExtensionType.server_name:
      case ExtensionType.supported_groups:
      case ExtensionType.use_srtp:
      case ExtensionType.application_layer_protocol_negotiation:
      case ExtensionType.record_size_limit:
      case ExtensionType.early_data:
        throw illegalValue('Extension.extension_type', 'has a kind of its own');
    }
  }
}

function dataSizeOfEncryptedExtension(value: EncryptedExtension): number {
  switch (value.kind) {
    case 'server_name':
      return 0;
    case 'supported_groups':
      return NamedGroupList.size(value.extensionData);
    case 'use_srtp':
      return UseSrtpData.size(value.extensionData);
    case 'application_layer_protocol_negotiation':
      return SelectedProtocolName.size(value.extensionData);
    case 'record_size_limit':
      return 2;
    case 'early_data':
      return 0;
    case 'unknown':
      return value.extensionData.length;
  }
}

export const EncryptedExtension: Codec<EncryptedExtension> & {
  /** The code point of the kind. */
  extensionType(value: EncryptedExtension): ExtensionType;
} = {
  name: 'Extension',
  decode(reader: Reader): EncryptedExtension {
    const at = reader.reserve(4, 'Extension');
    const extensionType = reader.uint16(at);
    const lenExtensionData = reader.uint16(at + 2);
    const extensionDataEnd = reader.enter(lenExtensionData, 'Extension.extension_data');
    let value: EncryptedExtension;
    switch (extensionType) {
      case 0x0000:
        value = { kind: 'server_name' };
        break;
      case 0x000a:
        value = { kind: 'supported_groups', extensionData: NamedGroupList.decode(reader) };
        break;
      case 0x000e:
        value = { kind: 'use_srtp', extensionData: UseSrtpData.decode(reader) };
        break;
      case 0x0010:
        value = { kind: 'application_layer_protocol_negotiation', extensionData: SelectedProtocolName.decode(reader) };
        break;
      case 0x001c:
        value = { kind: 'record_size_limit', extensionData: RecordSizeLimit.decode(reader) };
        break;
      case 0x002a:
        value = { kind: 'early_data' };
        break;
      default:
        value = { kind: 'unknown', extensionType, extensionData: reader.rest() };
    }
    reader.leave(extensionDataEnd, 'Extension.extension_data');
    return value;
  },
  encode(writer: Writer, value: EncryptedExtension): void {
    checkEncryptedExtension(value);
    const at = writer.reserve(4, 'Extension');
    const extensionDataAt = writer.position;
    switch (value.kind) {
      case 'server_name':
        writer.uint16(at, 0x0000);
        break;
      case 'supported_groups':
        writer.uint16(at, 0x000a);
        NamedGroupList.encode(writer, value.extensionData);
        break;
      case 'use_srtp':
        writer.uint16(at, 0x000e);
        UseSrtpData.encode(writer, value.extensionData);
        break;
      case 'application_layer_protocol_negotiation':
        writer.uint16(at, 0x0010);
        SelectedProtocolName.encode(writer, value.extensionData);
        break;
      case 'record_size_limit':
        writer.uint16(at, 0x001c);
        RecordSizeLimit.encode(writer, value.extensionData);
        break;
      case 'early_data':
        writer.uint16(at, 0x002a);
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
  size(value: EncryptedExtension): number {
    return 4 + dataSizeOfEncryptedExtension(value);
  },
  validate(value: EncryptedExtension): void {
    checkEncryptedExtension(value);
    switch (value.kind) {
      case 'supported_groups':
        NamedGroupList.validate(value.extensionData);
        break;
      case 'use_srtp':
        UseSrtpData.validate(value.extensionData);
        break;
      case 'application_layer_protocol_negotiation':
        SelectedProtocolName.validate(value.extensionData);
        break;
      case 'record_size_limit':
        RecordSizeLimit.validate(value.extensionData);
        break;
    }
    const extensionDataSize = dataSizeOfEncryptedExtension(value);
    if (extensionDataSize > 65535) throw outOfRange('Extension.extension_data', extensionDataSize, 0, 65535);
  },
  extensionType(value: EncryptedExtension): ExtensionType {
    switch (value.kind) {
      case 'server_name':
        return 0x0000;
      case 'supported_groups':
        return 0x000a;
      case 'use_srtp':
        return 0x000e;
      case 'application_layer_protocol_negotiation':
        return 0x0010;
      case 'record_size_limit':
        return 0x001c;
      case 'early_data':
        return 0x002a;
      case 'unknown':
        return value.extensionType;
    }
  },
};
