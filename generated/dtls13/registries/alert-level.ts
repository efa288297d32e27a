// Code generated from spec/dtls13/registries/alert_level.ksy. DO NOT EDIT.
import { nameOf } from '../../../runtime/wire/index.ts';

/**
 * Severity of an alert; TLS 1.3 ignores it and uses the description. RFC 9846 section 6. Taken from: RFC 9846 section
 * 6, 2026-11-21.
 */
export const AlertLevel = {
  /** RFC 9846 section 6. */
  warning: 1,
  /** RFC 9846 section 6. */
  fatal: 2,
} as const;

/** A registered code point, or any other number: decoding keeps unknown ones. */
export type AlertLevel = (typeof AlertLevel)[keyof typeof AlertLevel] | (number & Record<never, never>);

/** The registered name, or `unknown (0x..)`. For logs and messages. */
export function alertLevelName(value: number): string {
  return nameOf(AlertLevel, value);
}
