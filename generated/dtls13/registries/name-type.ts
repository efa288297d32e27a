// Code generated from spec/dtls13/registries/name_type.ksy. DO NOT EDIT.
import { nameOf } from '../../../runtime/wire/index.ts';

/** Types of names in server_name. RFC 6066 section 3. Taken from: RFC 6066 section 3, 2026-11-21. */
export const NameType = {
  /** RFC 6066 section 3. */
  host_name: 0,
} as const;

/** A registered code point, or any other number: decoding keeps unknown ones. */
export type NameType = (typeof NameType)[keyof typeof NameType] | (number & Record<never, never>);

/** The registered name, or `unknown (0x..)`. For logs and messages. */
export function nameTypeName(value: number): string {
  return nameOf(NameType, value);
}
