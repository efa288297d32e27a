// Code generated from spec/dtls13/registries/named_group.ksy. DO NOT EDIT.
import { nameOf } from '../../../runtime/wire/index.ts';

/**
 * Key exchange groups. Attributes, for the groups that a provider can have: the lengths of key_exchange in a client's
 * and in a server's KeyShareEntry in bytes, and whether the group withstands a quantum computer. RFC 9846 section
 * 4.3.7. Taken from: IANA "TLS Supported Groups", 2026-11-21.
 */
export const NamedGroup = {
  /** RFC 8422 section 5.1.1. */
  secp256k1: 0x0016,
  /** RFC 8422 section 5.1.1. */
  secp256r1: 0x0017,
  /** RFC 8422 section 5.1.1. */
  secp384r1: 0x0018,
  /** RFC 8422 section 5.1.1. */
  secp521r1: 0x0019,
  /** RFC 7027 section 2. */
  brainpoolP256r1: 0x001a,
  /** RFC 7027 section 2. */
  brainpoolP384r1: 0x001b,
  /** RFC 7027 section 2. */
  brainpoolP512r1: 0x001c,
  /** RFC 8422 section 5.1.1. */
  x25519: 0x001d,
  /** RFC 8422 section 5.1.1. */
  x448: 0x001e,
  /** RFC 8734 section 3. */
  brainpoolP256r1tls13: 0x001f,
  /** RFC 8734 section 3. */
  brainpoolP384r1tls13: 0x0020,
  /** RFC 8734 section 3. */
  brainpoolP512r1tls13: 0x0021,
  /** RFC 9189. */
  GC256A: 0x0022,
  /** RFC 9189. */
  GC256B: 0x0023,
  /** RFC 9189. */
  GC256C: 0x0024,
  /** RFC 9189. */
  GC256D: 0x0025,
  /** RFC 9189. */
  GC512A: 0x0026,
  /** RFC 9189. */
  GC512B: 0x0027,
  /** RFC 9189. */
  GC512C: 0x0028,
  /** RFC 8998 section 2. */
  curveSM2: 0x0029,
  /** RFC 7919 section 2. */
  ffdhe2048: 0x0100,
  /** RFC 7919 section 2. */
  ffdhe3072: 0x0101,
  /** RFC 7919 section 2. */
  ffdhe4096: 0x0102,
  /** RFC 7919 section 2. */
  ffdhe6144: 0x0103,
  /** RFC 7919 section 2. */
  ffdhe8192: 0x0104,
  /** draft-ietf-tls-mlkem. */
  MLKEM512: 0x0200,
  /** draft-ietf-tls-mlkem. */
  MLKEM768: 0x0201,
  /** draft-ietf-tls-mlkem. */
  MLKEM1024: 0x0202,
  /** RFC 10024. */
  SecP256r1MLKEM768: 0x11eb,
  /** RFC 10024. */
  X25519MLKEM768: 0x11ec,
  /** RFC 10024. */
  SecP384r1MLKEM1024: 0x11ed,
} as const;

/** A registered code point, or any other number: decoding keeps unknown ones. */
export type NamedGroup = (typeof NamedGroup)[keyof typeof NamedGroup] | (number & Record<never, never>);

/** The registered name, or `unknown (0x..)`. For logs and messages. */
export function namedGroupName(value: number): string {
  return nameOf(NamedGroup, value);
}

/** Attributes of a code point. */
export interface NamedGroupAttributes {
  readonly clientShareLength: number;
  readonly serverShareLength: number;
  readonly postQuantum: boolean;
}

/** By code point; undefined for code points without attributes. */
export const NamedGroupAttributes: Readonly<Record<number, NamedGroupAttributes>> = {
  [NamedGroup.secp256r1]: { clientShareLength: 65, serverShareLength: 65, postQuantum: false },
  [NamedGroup.secp384r1]: { clientShareLength: 97, serverShareLength: 97, postQuantum: false },
  [NamedGroup.secp521r1]: { clientShareLength: 133, serverShareLength: 133, postQuantum: false },
  [NamedGroup.x25519]: { clientShareLength: 32, serverShareLength: 32, postQuantum: false },
  [NamedGroup.x448]: { clientShareLength: 56, serverShareLength: 56, postQuantum: false },
  [NamedGroup.SecP256r1MLKEM768]: { clientShareLength: 1249, serverShareLength: 1153, postQuantum: true },
  [NamedGroup.X25519MLKEM768]: { clientShareLength: 1216, serverShareLength: 1120, postQuantum: true },
  [NamedGroup.SecP384r1MLKEM1024]: { clientShareLength: 1665, serverShareLength: 1665, postQuantum: true },
};
