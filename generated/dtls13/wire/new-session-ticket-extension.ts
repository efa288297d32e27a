// Code generated from spec/dtls13/wire/new_session_ticket_extension.ksy. DO NOT EDIT.
import { type Codec, illegalValue, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';
import { ExtensionType } from '../registries/extension-type.ts';
import { MaxEarlyDataSize } from './max-early-data-size.ts';

/** An extension of a NewSessionTicket. RFC 9846 section 4.3. */
export type NewSessionTicketExtension =
  | { readonly kind: 'early_data'; readonly extensionData: MaxEarlyDataSize }
  | { readonly kind: 'unknown'; readonly extensionType: ExtensionType; readonly extensionData: Uint8Array };

function checkNewSessionTicketExtension(value: NewSessionTicketExtension): void {
  if (value.kind === 'unknown') {
    if (value.extensionType >>> 0 !== value.extensionType || value.extensionType > 65535) {
      throw outOfRange('Extension.extension_type', value.extensionType, 0, 65535);
    }
    switch (value.extensionType) {
      case ExtensionType.early_data:
        throw illegalValue('Extension.extension_type', 'has a kind of its own');
    }
  }
}

function dataSizeOfNewSessionTicketExtension(value: NewSessionTicketExtension): number {
  switch (value.kind) {
    case 'early_data':
      return 4;
    case 'unknown':
      return value.extensionData.length;
  }
}

export const NewSessionTicketExtension: Codec<NewSessionTicketExtension> & {
  /** The code point of the kind. */
  extensionType(value: NewSessionTicketExtension): ExtensionType;
} = {
  name: 'Extension',
  decode(reader: Reader): NewSessionTicketExtension {
    const at = reader.reserve(4, 'Extension');
    const extensionType = reader.uint16(at);
    const lenExtensionData = reader.uint16(at + 2);
    const extensionDataEnd = reader.enter(lenExtensionData, 'Extension.extension_data');
    let value: NewSessionTicketExtension;
    switch (extensionType) {
      case 0x002a:
        value = { kind: 'early_data', extensionData: MaxEarlyDataSize.decode(reader) };
        break;
      default:
        value = { kind: 'unknown', extensionType, extensionData: reader.rest() };
    }
    reader.leave(extensionDataEnd, 'Extension.extension_data');
    return value;
  },
  encode(writer: Writer, value: NewSessionTicketExtension): void {
    checkNewSessionTicketExtension(value);
    const at = writer.reserve(4, 'Extension');
    const extensionDataAt = writer.position;
    switch (value.kind) {
      case 'early_data':
        writer.uint16(at, 0x002a);
        MaxEarlyDataSize.encode(writer, value.extensionData);
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
  size(value: NewSessionTicketExtension): number {
    return 4 + dataSizeOfNewSessionTicketExtension(value);
  },
  validate(value: NewSessionTicketExtension): void {
    checkNewSessionTicketExtension(value);
    switch (value.kind) {
      case 'early_data':
        MaxEarlyDataSize.validate(value.extensionData);
        break;
    }
    const extensionDataSize = dataSizeOfNewSessionTicketExtension(value);
    if (extensionDataSize > 65535) throw outOfRange('Extension.extension_data', extensionDataSize, 0, 65535);
  },
  extensionType(value: NewSessionTicketExtension): ExtensionType {
    switch (value.kind) {
      case 'early_data':
        return 0x002a;
      case 'unknown':
        return value.extensionType;
    }
  },
};
