import { type ExtensionType, ExtensionTypeAttributes } from '../../../generated/dtls13/registries/extension-type.ts';

/** A message that carries extensions, by the abbreviation of RFC 9846 section 4.3. */
export type ExtensionMessage = 'CH' | 'SH' | 'HRR' | 'EE' | 'CR' | 'CT' | 'NST';

/** The messages of each extension that the RFC lists. */
const messagesOf = new Map(
  Object.entries(ExtensionTypeAttributes).map(([type, { messages }]) => [Number(type), new Set(messages.split(' '))]),
);

/** True when one of the extensions must not occur in the message. Those that the RFC does not list may occur anywhere. */
export function hasMisplacedExtension(types: readonly ExtensionType[], message: ExtensionMessage): boolean {
  return types.some((type) => messagesOf.get(type)?.has(message) === false);
}
