// Code generated from spec/dtls13/wire/ticket_contents.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import { CipherSuite } from '../registries/cipher-suite.ts';
import type { TicketContents } from '../wire/ticket-contents.ts';
import { make } from './building-blocks.ts';
import { arbitraryStoredCertificate } from './stored-certificate.ts';

/** Valid values. */
export function arbitraryTicketContents(): fc.Arbitrary<TicketContents> {
  return make.record({
    cipherSuite: make.codePoints(CipherSuite, 65535),
    issued: make.integer(0, 2 ** 48 - 1),
    lifetime: make.integer(0, 2 ** 32 - 1),
    ticketAgeAdd: make.integer(0, 2 ** 32 - 1),
    maxEarlyData: make.integer(0, 2 ** 32 - 1),
    authenticated: make.integer(0, 2 ** 48 - 1),
    psk: make.bytes(32, 255),
    context: make.bytes(32, 32),
    alpnProtocol: make.bytes(0, 255),
    pskIdentity: make.bytes(0, 300),
    chain: make.list(arbitraryStoredCertificate(), 0, 8),
  });
}
