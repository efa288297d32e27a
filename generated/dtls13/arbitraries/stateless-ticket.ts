// Code generated from spec/dtls13/wire/stateless_ticket.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import type { StatelessTicket } from '../wire/stateless-ticket.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryStatelessTicket(): fc.Arbitrary<StatelessTicket> {
  return make.record({
    keyName: make.bytes(8, 8),
    salt: make.bytes(32, 32),
    encryptedContents: make.bytes(0, 300),
  });
}
