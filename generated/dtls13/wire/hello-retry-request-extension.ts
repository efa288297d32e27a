// Code generated from spec/dtls13/wire/hello_retry_request_extension.ksy. DO NOT EDIT.
import { type Codec, illegalValue, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';
import { ExtensionType } from '../registries/extension-type.ts';
import { Cookie } from './cookie.ts';
import { KeyShareHelloRetryRequest } from './key-share-hello-retry-request.ts';
import { SelectedVersion } from './selected-version.ts';

/** An extension of a HelloRetryRequest. RFC 9846 section 4.3. */
export type HelloRetryRequestExtension =
  | { readonly kind: 'supported_versions'; readonly extensionData: SelectedVersion }
  | { readonly kind: 'cookie'; readonly extensionData: Cookie }
  | { readonly kind: 'key_share'; readonly extensionData: KeyShareHelloRetryRequest }
  | { readonly kind: 'unknown'; readonly extensionType: ExtensionType; readonly extensionData: Uint8Array };

function checkHelloRetryRequestExtension(value: HelloRetryRequestExtension): void {
  if (value.kind === 'unknown') {
    if (value.extensionType >>> 0 !== value.extensionType || value.extensionType > 65535) {
      throw outOfRange('Extension.extension_type', value.extensionType, 0, 65535);
    }
    switch (value.extensionType) {
      case ExtensionType.supported_versions:
      case ExtensionType.cookie:
      case ExtensionType.key_share:
        throw illegalValue('Extension.extension_type', 'has a kind of its own');
    }
  }
}

function dataSizeOfHelloRetryRequestExtension(value: HelloRetryRequestExtension): number {
  switch (value.kind) {
    case 'supported_versions':
      return 2;
    case 'cookie':
      return Cookie.size(value.extensionData);
    case 'key_share':
      return 2;
    case 'unknown':
      return value.extensionData.length;
  }
}

export const HelloRetryRequestExtension: Codec<HelloRetryRequestExtension> & {
  /** The code point of the kind. */
  extensionType(value: HelloRetryRequestExtension): ExtensionType;
} = {
  name: 'Extension',
  decode(reader: Reader): HelloRetryRequestExtension {
    const at = reader.reserve(4, 'Extension');
    const extensionType = reader.uint16(at);
    const lenExtensionData = reader.uint16(at + 2);
    const extensionDataEnd = reader.enter(lenExtensionData, 'Extension.extension_data');
    let value: HelloRetryRequestExtension;
    switch (extensionType) {
      case 0x002b:
        value = { kind: 'supported_versions', extensionData: SelectedVersion.decode(reader) };
        break;
      case 0x002c:
        value = { kind: 'cookie', extensionData: Cookie.decode(reader) };
        break;
      case 0x0033:
        value = { kind: 'key_share', extensionData: KeyShareHelloRetryRequest.decode(reader) };
        break;
      default:
        value = { kind: 'unknown', extensionType, extensionData: reader.rest() };
    }
    reader.leave(extensionDataEnd, 'Extension.extension_data');
    return value;
  },
  encode(writer: Writer, value: HelloRetryRequestExtension): void {
    checkHelloRetryRequestExtension(value);
    const at = writer.reserve(4, 'Extension');
    const extensionDataAt = writer.position;
    switch (value.kind) {
      case 'supported_versions':
        writer.uint16(at, 0x002b);
        SelectedVersion.encode(writer, value.extensionData);
        break;
      case 'cookie':
        writer.uint16(at, 0x002c);
        Cookie.encode(writer, value.extensionData);
        break;
      case 'key_share':
        writer.uint16(at, 0x0033);
        KeyShareHelloRetryRequest.encode(writer, value.extensionData);
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
  size(value: HelloRetryRequestExtension): number {
    return 4 + dataSizeOfHelloRetryRequestExtension(value);
  },
  validate(value: HelloRetryRequestExtension): void {
    checkHelloRetryRequestExtension(value);
    switch (value.kind) {
      case 'supported_versions':
        SelectedVersion.validate(value.extensionData);
        break;
      case 'cookie':
        Cookie.validate(value.extensionData);
        break;
      case 'key_share':
        KeyShareHelloRetryRequest.validate(value.extensionData);
        break;
    }
    const extensionDataSize = dataSizeOfHelloRetryRequestExtension(value);
    if (extensionDataSize > 65535) throw outOfRange('Extension.extension_data', extensionDataSize, 0, 65535);
  },
  extensionType(value: HelloRetryRequestExtension): ExtensionType {
    switch (value.kind) {
      case 'supported_versions':
        return 0x002b;
      case 'cookie':
        return 0x002c;
      case 'key_share':
        return 0x0033;
      case 'unknown':
        return value.extensionType;
    }
  },
};
