// Code generated from spec/dtls13/registries/named_group.ksy. DO NOT EDIT.
import { nameOf } from '../../../runtime/wire/index.ts';

/** Groups for key exchange. RFC 9846 section 4.3.7. Taken from: IANA "TLS Supported Groups", 2026-11-21. */
export const NamedGroup = {
  /** RFC 8422 section 5.1.1. */
  secp256r1: 0x0017,
  /** RFC 8422 section 5.1.1. */
  secp384r1: 0x0018,
  /** RFC 8422 section 5.1.1. */
  secp521r1: 0x0019,
  /** RFC 8422 section 5.1.1. */
  x25519: 0x001d,
  /** RFC 8422 section 5.1.1. */
  x448: 0x001e,
  /** RFC 7919 section 2. */
  ffdhe2048: 0x0100,
  /** RFC 7919 section 2. */
  ffdhe3072: 0x0101,
  /** RFC 10024. */
  SecP256r1MLKEM768: 0x11eb,
  /** RFC 10024. */
  X25519MLKEM768: 0x11ec,
  /** RFC 10024. */
  SecP384r1MLKEM1024: 0x11ed,
} as const;

/** A registered code point, or any other number: unknown ones survive decoding. */
export type NamedGroup = (typeof NamedGroup)[keyof typeof NamedGroup] | (number & Record<never, never>);

/** The registered name, or `unknown (0x..)`. For logs and messages. */
export function namedGroupName(value: number): string {
  return nameOf(NamedGroup, value);
}
