// Code generated from spec/dtls13/wire/stored_session.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import { CipherSuite } from '../registries/cipher-suite.ts';
import type { StoredSession } from '../wire/stored-session.ts';
import { make } from './building-blocks.ts';
import { arbitraryStoredCertificate } from './stored-certificate.ts';

/** Valid values. */
export function arbitraryStoredSession(): fc.Arbitrary<StoredSession> {
  return make.record({
    cipherSuite: make.codePoints(CipherSuite, 65535),
    received: make.integer(0, 2 ** 48 - 1),
    expires: make.integer(0, 2 ** 48 - 1),
    authenticated: make.integer(0, 2 ** 48 - 1),
    ticketAgeAdd: make.integer(0, 2 ** 32 - 1),
    maxEarlyData: make.integer(0, 2 ** 32 - 1),
    psk: make.bytes(32, 255),
    context: make.bytes(32, 32),
    alpnProtocol: make.bytes(0, 255),
    pskIdentity: make.bytes(0, 300),
    ticket: make.bytes(1, 300),
    chain: make.list(arbitraryStoredCertificate(), 0, 8),
  });
}
