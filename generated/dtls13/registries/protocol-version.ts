// Code generated from spec/dtls13/registries/protocol_version.ksy. DO NOT EDIT.
import { nameOf } from '../../../runtime/wire/index.ts';

/**
 * DTLS version numbers: the ones' complement of the version, as DTLS encodes it. RFC 9147 section 5.3. Taken from: RFC
 * 9147 section 5.3, RFC 6347 section 4.1, RFC 4347 section 4.1, 2026-11-21.
 */
export const ProtocolVersion = {
  /** RFC 4347 section 4.1. */
  dtls1_0: 0xfeff,
  /** RFC 6347 section 4.1. */
  dtls1_2: 0xfefd,
  /** RFC 9147 section 5.3. */
  dtls1_3: 0xfefc,
} as const;

/** A registered code point, or any other number: decoding keeps unknown ones. */
export type ProtocolVersion = (typeof ProtocolVersion)[keyof typeof ProtocolVersion] | (number & Record<never, never>);

/** The registered name, or `unknown (0x..)`. For logs and messages. */
export function protocolVersionName(value: number): string {
  return nameOf(ProtocolVersion, value);
}
