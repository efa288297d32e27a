// Code generated from spec/dtls13/wire/handshake.ksy. DO NOT EDIT.
import fc from 'fast-check';
import { HandshakeType } from '../registries/handshake-type.ts';
import type { Handshake } from '../wire/handshake.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryHandshake(): fc.Arbitrary<Handshake> {
  return make.record({
    msgType: make.codePoints(HandshakeType, 255),
    length: fc.integer({ min: 0, max: 2 ** 24 - 1 }),
    messageSeq: fc.integer({ min: 0, max: 65535 }),
    fragmentOffset: fc.integer({ min: 0, max: 2 ** 24 - 1 }),
    fragment: make.bytes(0, 300),
  });
}
