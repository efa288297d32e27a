// Code generated from spec/dtls13/wire/encrypted_extensions.ksy. DO NOT EDIT.
import {
  type Codec,
  outOfRange,
  type Reader,
  requireDistinct,
  totalSize,
  type Writer,
} from '../../../runtime/wire/index.ts';
import { EncryptedExtension } from './encrypted-extension.ts';

/** Answers to the client's extensions that need not stand in the ServerHello. RFC 9846 section 4.4.1. */
export interface EncryptedExtensions {
  readonly extensions: readonly EncryptedExtension[];
}

function checkEncryptedExtensions(value: EncryptedExtensions): void {
  requireDistinct(value.extensions, EncryptedExtension.extensionType, 'EncryptedExtensions.extensions');
}

export const EncryptedExtensions: Codec<EncryptedExtensions> = {
  name: 'EncryptedExtensions',
  decode(reader: Reader): EncryptedExtensions {
    const { view } = reader;
    const lenExtensions = view.getUint16(reader.reserve(2, 'EncryptedExtensions.extensions'));
    const extensionsEnd = reader.enter(lenExtensions, 'EncryptedExtensions.extensions');
    const extensions: EncryptedExtension[] = [];
    while (reader.remaining > 0) extensions.push(EncryptedExtension.decode(reader));
    reader.leave(extensionsEnd, 'EncryptedExtensions.extensions');
    requireDistinct(extensions, EncryptedExtension.extensionType, 'EncryptedExtensions.extensions');
    return { extensions };
  },
  encode(writer: Writer, value: EncryptedExtensions): void {
    checkEncryptedExtensions(value);
    const { view } = writer;
    const at = writer.reserve(2, 'EncryptedExtensions.extensions');
    const extensionsAt = writer.position;
    for (const item of value.extensions) EncryptedExtension.encode(writer, item);
    const extensionsSize = writer.position - extensionsAt;
    if (extensionsSize > 65535) throw outOfRange('EncryptedExtensions.extensions', extensionsSize, 0, 65535);
    view.setUint16(at, extensionsSize);
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
