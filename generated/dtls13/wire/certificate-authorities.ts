// Code generated from spec/dtls13/wire/certificate_authorities.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, totalSize, type Writer } from '../../../runtime/wire/index.ts';

/** Distinguished names of acceptable certificate authorities. RFC 9846 section 4.3.4. */
export interface CertificateAuthorities {
  readonly authorities: readonly DistinguishedName[];
}

export const CertificateAuthorities: Codec<CertificateAuthorities> = {
  name: 'CertificateAuthoritiesExtension',
  decode(reader: Reader): CertificateAuthorities {
    const lenAuthorities = reader.uint16(reader.reserve(2, 'CertificateAuthoritiesExtension.authorities'));
    if (lenAuthorities < 3) throw outOfRange('CertificateAuthoritiesExtension.authorities', lenAuthorities, 3, 65535);
    const authoritiesEnd = reader.enter(lenAuthorities, 'CertificateAuthoritiesExtension.authorities');
    const authorities: DistinguishedName[] = [];
    while (reader.remaining > 0) authorities.push(DistinguishedName.decode(reader));
    reader.leave(authoritiesEnd, 'CertificateAuthoritiesExtension.authorities');
    return { authorities };
  },
  encode(writer: Writer, value: CertificateAuthorities): void {
    const at = writer.reserve(2, 'CertificateAuthoritiesExtension.authorities');
    const authoritiesAt = writer.position;
    for (const item of value.authorities) DistinguishedName.encode(writer, item);
    const authoritiesSize = writer.position - authoritiesAt;
    if (authoritiesSize < 3 || authoritiesSize > 65535) {
      throw outOfRange('CertificateAuthoritiesExtension.authorities', authoritiesSize, 3, 65535);
    }
    writer.uint16(at, authoritiesSize);
  },
  size(value: CertificateAuthorities): number {
    return 2 + totalSize(value.authorities, DistinguishedName);
  },
  validate(value: CertificateAuthorities): void {
    for (const item of value.authorities) DistinguishedName.validate(item);
    const authoritiesSize = totalSize(value.authorities, DistinguishedName);
    if (authoritiesSize < 3 || authoritiesSize > 65535) {
      throw outOfRange('CertificateAuthoritiesExtension.authorities', authoritiesSize, 3, 65535);
    }
  },
};

/** One X.501 name. RFC 9846 section 4.3.4. */
export interface DistinguishedName {
  /** In DER. A view into the message. */
  readonly name: Uint8Array;
}

function checkDistinguishedName(value: DistinguishedName): void {
  if (value.name.length < 1 || value.name.length > 65535) {
    throw outOfRange('DistinguishedName.name', value.name.length, 1, 65535);
  }
}

export const DistinguishedName: Codec<DistinguishedName> = {
  name: 'DistinguishedName',
  decode(reader: Reader): DistinguishedName {
    const name = reader.opaque16('DistinguishedName.name', 1, 65535);
    return { name };
  },
  encode(writer: Writer, value: DistinguishedName): void {
    checkDistinguishedName(value);
    writer.uint16(writer.reserve(2, 'DistinguishedName.name'), value.name.length);
    writer.put(value.name, 'DistinguishedName.name');
  },
  size(value: DistinguishedName): number {
    return 2 + value.name.length;
  },
  validate(value: DistinguishedName): void {
    checkDistinguishedName(value);
  },
};
