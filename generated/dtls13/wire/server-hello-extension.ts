// Code generated from spec/dtls13/wire/server_hello_extension.ksy. DO NOT EDIT.
import { type Codec, illegalValue, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';
import { ExtensionType } from '../registries/extension-type.ts';
import { ConnectionId } from './connection-id.ts';
import { KeyShareServerHello } from './key-share-server-hello.ts';
import { SelectedPsk } from './selected-psk.ts';
import { SelectedVersion } from './selected-version.ts';

/** An extension of a ServerHello. RFC 9846 section 4.3. */
export type ServerHelloExtension =
  | { readonly kind: 'pre_shared_key'; readonly extensionData: SelectedPsk }
  | { readonly kind: 'supported_versions'; readonly extensionData: SelectedVersion }
  | { readonly kind: 'key_share'; readonly extensionData: KeyShareServerHello }
  | { readonly kind: 'connection_id'; readonly extensionData: ConnectionId }
  | { readonly kind: 'rrc' }
  | { readonly kind: 'unknown'; readonly extensionType: ExtensionType; readonly extensionData: Uint8Array };

function checkServerHelloExtension(value: ServerHelloExtension): void {
  if (value.kind === 'unknown') {
    if (value.extensionType >>> 0 !== value.extensionType || value.extensionType > 65535) {
      throw outOfRange('Extension.extension_type', value.extensionType, 0, 65535);
    }
    switch (value.extensionType) {
      case ExtensionType.pre_shared_key:
      case ExtensionType.supported_versions:
      case ExtensionType.key_share:
      case ExtensionType.connection_id:
      case ExtensionType.rrc:
        throw illegalValue('Extension.extension_type', 'has a kind of its own');
    }
  }
}

function dataSizeOfServerHelloExtension(value: ServerHelloExtension): number {
  switch (value.kind) {
    case 'pre_shared_key':
      return 2;
    case 'supported_versions':
      return 2;
    case 'key_share':
      return KeyShareServerHello.size(value.extensionData);
    case 'connection_id':
      return ConnectionId.size(value.extensionData);
    case 'rrc':
      return 0;
    case 'unknown':
      return value.extensionData.length;
  }
}

export const ServerHelloExtension: Codec<ServerHelloExtension> & {
  /** The code point of the kind. */
  extensionType(value: ServerHelloExtension): ExtensionType;
} = {
  name: 'Extension',
  decode(reader: Reader): ServerHelloExtension {
    const at = reader.reserve(4, 'Extension');
    const extensionType = reader.uint16(at);
    const lenExtensionData = reader.uint16(at + 2);
    const extensionDataEnd = reader.enter(lenExtensionData, 'Extension.extension_data');
    let value: ServerHelloExtension;
    switch (extensionType) {
      case 0x0029:
        value = { kind: 'pre_shared_key', extensionData: SelectedPsk.decode(reader) };
        break;
      case 0x002b:
        value = { kind: 'supported_versions', extensionData: SelectedVersion.decode(reader) };
        break;
      case 0x0033:
        value = { kind: 'key_share', extensionData: KeyShareServerHello.decode(reader) };
        break;
      case 0x0036:
        value = { kind: 'connection_id', extensionData: ConnectionId.decode(reader) };
        break;
      case 0x003d:
        value = { kind: 'rrc' };
        break;
      default:
        value = { kind: 'unknown', extensionType, extensionData: reader.rest() };
    }
    reader.leave(extensionDataEnd, 'Extension.extension_data');
    return value;
  },
  encode(writer: Writer, value: ServerHelloExtension): void {
    checkServerHelloExtension(value);
    const at = writer.reserve(4, 'Extension');
    const extensionDataAt = writer.position;
    switch (value.kind) {
      case 'pre_shared_key':
        writer.uint16(at, 0x0029);
        SelectedPsk.encode(writer, value.extensionData);
        break;
      case 'supported_versions':
        writer.uint16(at, 0x002b);
        SelectedVersion.encode(writer, value.extensionData);
        break;
      case 'key_share':
        writer.uint16(at, 0x0033);
        KeyShareServerHello.encode(writer, value.extensionData);
        break;
      case 'connection_id':
        writer.uint16(at, 0x0036);
        ConnectionId.encode(writer, value.extensionData);
        break;
      case 'rrc':
        writer.uint16(at, 0x003d);
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
  size(value: ServerHelloExtension): number {
    return 4 + dataSizeOfServerHelloExtension(value);
  },
  validate(value: ServerHelloExtension): void {
    checkServerHelloExtension(value);
    switch (value.kind) {
      case 'pre_shared_key':
        SelectedPsk.validate(value.extensionData);
        break;
      case 'supported_versions':
        SelectedVersion.validate(value.extensionData);
        break;
      case 'key_share':
        KeyShareServerHello.validate(value.extensionData);
        break;
      case 'connection_id':
        ConnectionId.validate(value.extensionData);
        break;
    }
    const extensionDataSize = dataSizeOfServerHelloExtension(value);
    if (extensionDataSize > 65535) throw outOfRange('Extension.extension_data', extensionDataSize, 0, 65535);
  },
  extensionType(value: ServerHelloExtension): ExtensionType {
    switch (value.kind) {
      case 'pre_shared_key':
        return 0x0029;
      case 'supported_versions':
        return 0x002b;
      case 'key_share':
        return 0x0033;
      case 'connection_id':
        return 0x0036;
      case 'rrc':
        return 0x003d;
      case 'unknown':
        return value.extensionType;
    }
  },
};
