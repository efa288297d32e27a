// Code generated from spec/dtls13/registries/certificate_status_type.ksy. DO NOT EDIT.
import { nameOf } from '../../../runtime/wire/index.ts';

/** Types of certificate status. RFC 6066 section 8. Taken from: IANA "TLS Certificate Status Types", 2026-11-21. */
export const CertificateStatusType = {
  /** RFC 6066 section 8. */
  ocsp: 1,
  /** RFC 6961 section 2.2. */
  ocsp_multi: 2,
} as const;

/** A registered code point, or any other number: decoding keeps unknown ones. */
export type CertificateStatusType =
  | (typeof CertificateStatusType)[keyof typeof CertificateStatusType]
  | (number & Record<never, never>);

/** The registered name, or `unknown (0x..)`. For logs and messages. */
export function certificateStatusTypeName(value: number): string {
  return nameOf(CertificateStatusType, value);
}
