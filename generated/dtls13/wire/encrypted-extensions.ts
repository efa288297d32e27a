// Code generated from spec/dtls13/wire/encrypted_extensions.ksy. DO NOT EDIT.
import {
  type Codec,
  outOfRange,
  type Reader,
  requireDistinct,
  requireDistinctTags,
  totalSize,
  type Writer,
} from '../../../runtime/wire/index.ts';
import { EncryptedExtension } from './encrypted-extension.ts';

/** Responses to client extensions that are not needed to establish the keys. RFC 9846 section 4.4.1. */
export interface EncryptedExtensions {
  readonly extensions: readonly EncryptedExtension[];
}

function checkEncryptedExtensions(value: EncryptedExtensions): void {
  requireDistinct(value.extensions, EncryptedExtension.extensionType, 'EncryptedExtensions.extensions');
}

export const EncryptedExtensions: Codec<EncryptedExtensions> = {
  name: 'EncryptedExtensions',
  decode(reader: Reader): EncryptedExtensions {
    const lenExtensions = reader.uint16(reader.reserve(2, 'EncryptedExtensions.extensions'));
    const extensionsEnd = reader.enter(lenExtensions, 'EncryptedExtensions.extensions');
    const extensions: EncryptedExtension[] = [];
    const extensionTypes: number[] = [];
    while (reader.remaining > 0) {
      const itemAt = reader.position;
      extensions.push(EncryptedExtension.decode(reader));
      extensionTypes.push(reader.uint16(itemAt));
    }
    reader.leave(extensionsEnd, 'EncryptedExtensions.extensions');
    requireDistinctTags(extensionTypes, 'EncryptedExtensions.extensions');
    return { extensions };
  },
  encode(writer: Writer, value: EncryptedExtensions): void {
    checkEncryptedExtensions(value);
    const at = writer.reserve(2, 'EncryptedExtensions.extensions');
    const extensionsAt = writer.position;
    for (const item of value.extensions) EncryptedExtension.encode(writer, item);
    const extensionsSize = writer.position - extensionsAt;
    if (extensionsSize > 65535) throw outOfRange('EncryptedExtensions.extensions', extensionsSize, 0, 65535);
    writer.uint16(at, extensionsSize);
  },
  size(value: EncryptedExtensions): number {
    return 2 + totalSize(value.extensions, EncryptedExtension);
  },
  validate(value: EncryptedExtensions): void {
    checkEncryptedExtensions(value);
    for (const item of value.extensions) EncryptedExtension.validate(item);
    const extensionsSize = totalSize(value.extensions, EncryptedExtension);
    if (extensionsSize > 65535) throw outOfRange('EncryptedExtensions.extensions', extensionsSize, 0, 65535);
  },
};
