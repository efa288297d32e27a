// Code generated from spec/dtls13/registries/psk_key_exchange_mode.ksy. DO NOT EDIT.
import { nameOf } from '../../../runtime/wire/index.ts';

/**
 * PSK key exchange modes: PSK alone, or with (EC)DHE. RFC 9846 section 4.3.9. Taken from: IANA "TLS
 * PskKeyExchangeMode", 2026-11-21.
 */
export const PskKeyExchangeMode = {
  /** RFC 9846 section 4.3.9. */
  psk_ke: 0,
  /** RFC 9846 section 4.3.9. */
  psk_dhe_ke: 1,
} as const;

/** A registered code point, or any other number: decoding keeps unknown ones. */
export type PskKeyExchangeMode =
  | (typeof PskKeyExchangeMode)[keyof typeof PskKeyExchangeMode]
  | (number & Record<never, never>);

/** The registered name, or `unknown (0x..)`. For logs and messages. */
export function pskKeyExchangeModeName(value: number): string {
  return nameOf(PskKeyExchangeMode, value);
}
