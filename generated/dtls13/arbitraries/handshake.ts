// Code generated from spec/dtls13/wire/handshake.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import { HandshakeType } from '../registries/handshake-type.ts';
import type { Handshake } from '../wire/handshake.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryHandshake(): fc.Arbitrary<Handshake> {
  return make.record({
    msgType: make.codePoints(HandshakeType, 255),
    length: make.integer(0, 2 ** 24 - 1),
    messageSeq: make.integer(0, 65535),
    fragmentOffset: make.integer(0, 2 ** 24 - 1),
    fragment: make.bytes(0, 300),
  });
}
