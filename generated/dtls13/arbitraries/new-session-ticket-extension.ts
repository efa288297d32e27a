// Code generated from spec/dtls13/wire/new_session_ticket_extension.ksy. DO NOT EDIT.
import fc from 'fast-check';
import { ExtensionType } from '../registries/extension-type.ts';
import type { NewSessionTicketExtension } from '../wire/new-session-ticket-extension.ts';
import { make } from './building-blocks.ts';
import { arbitraryMaxEarlyDataSize } from './max-early-data-size.ts';

/** Valid values. */
export function arbitraryNewSessionTicketExtension(): fc.Arbitrary<NewSessionTicketExtension> {
  const listed: readonly number[] = [ExtensionType.early_data];
  return fc.oneof(
    make.record({ kind: fc.constant('early_data'), extensionData: arbitraryMaxEarlyDataSize() }),
    make.record({
      kind: fc.constant('unknown'),
      extensionType: make.codePoints(ExtensionType, 65535, listed),
      extensionData: make.bytes(0, 300),
    }),
  );
}
