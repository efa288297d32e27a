import { type ExtensionType, ExtensionTypeAttributes } from '../../../generated/dtls13/registries/extension-type.ts';

/** A message with extensions, by the abbreviation of RFC 9846 section 4.3. */
export type ExtensionMessage = 'CH' | 'SH' | 'HRR' | 'EE' | 'CR' | 'CT' | 'NST';

/** The messages in which each extension of the RFC's table is allowed. */
const messagesOf = new Map(
  Object.entries(ExtensionTypeAttributes).map(([type, { messages }]) => [Number(type), new Set(messages.split(' '))]),
);

/**
 * Whether one of the extensions is not allowed in the message. An extension outside the RFC's table is allowed in all.
 */
export function hasMisplacedExtension(types: readonly ExtensionType[], message: ExtensionMessage): boolean {
  return types.some((type) => messagesOf.get(type)?.has(message) === false);
}

/** The rules that the extensions of one message violate; RFC 9846 section 4.3. */
export interface ExtensionViolations {
  readonly missing: boolean;
  /** One was not requested. */
  readonly unsolicited: boolean;
  /** One is not allowed in the message. */
  readonly misplaced: boolean;
}

/** `isSolicited`: whether an extension of this type may respond to one of ours. */
export function extensionViolations(
  types: readonly ExtensionType[],
  message: ExtensionMessage,
  isSolicited: (type: ExtensionType) => boolean,
  missing = false,
): ExtensionViolations {
  const unsolicited = types.some((type) => !isSolicited(type));
  return { missing, unsolicited, misplaced: hasMisplacedExtension(types, message) };
}
