// Code generated from spec/dtls13/wire/extension.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';
import type { ExtensionType } from '../registries/extension-type.ts';

/** An extension whose meaning nobody asks for here. RFC 9846 section 4.3. */
export interface Extension {
  readonly extensionType: ExtensionType;
  readonly extensionData: Uint8Array;
}

function checkExtension(value: Extension): void {
  if (value.extensionType >>> 0 !== value.extensionType || value.extensionType > 65535) {
    throw outOfRange('Extension.extension_type', value.extensionType, 0, 65535);
  }
  if (value.extensionData.length > 65535) {
    throw outOfRange('Extension.extension_data', value.extensionData.length, 0, 65535);
  }
}

export const Extension: Codec<Extension> = {
  name: 'Extension',
  decode(reader: Reader): Extension {
    const at = reader.reserve(4, 'Extension');
    const extensionType = reader.uint16(at);
    const lenExtensionData = reader.uint16(at + 2);
    const extensionData = reader.slice(lenExtensionData, 'Extension.extension_data');
    return { extensionType, extensionData };
  },
  encode(writer: Writer, value: Extension): void {
    checkExtension(value);
    const at = writer.reserve(4, 'Extension');
    writer.uint16(at, value.extensionType);
    writer.uint16(at + 2, value.extensionData.length);
    writer.put(value.extensionData, 'Extension.extension_data');
  },
  size(value: Extension): number {
    return 4 + value.extensionData.length;
  },
  validate(value: Extension): void {
    checkExtension(value);
  },
};
