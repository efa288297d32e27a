// Code generated from spec/dtls13/registries/connection_id_usage.ksy. DO NOT EDIT.
import { nameOf } from '../../../runtime/wire/index.ts';

/**
 * When the connection ids of a NewConnectionId are used. RFC 9147 section 9. Taken from: RFC 9147 section 9,
 * 2026-11-22.
 */
export const ConnectionIdUsage = {
  /** RFC 9147 section 9. */
  cid_immediate: 0,
  /** RFC 9147 section 9. */
  cid_spare: 1,
} as const;

/** A registered code point, or any other number: decoding keeps unknown ones. */
export type ConnectionIdUsage =
  | (typeof ConnectionIdUsage)[keyof typeof ConnectionIdUsage]
  | (number & Record<never, never>);

/** The registered name, or `unknown (0x..)`. For logs and messages. */
export function connectionIdUsageName(value: number): string {
  return nameOf(ConnectionIdUsage, value);
}
