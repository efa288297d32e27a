// Code generated from spec/dtls13/wire/transcript_header.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import { HandshakeType } from '../registries/handshake-type.ts';
import type { TranscriptHeader } from '../wire/transcript-header.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryTranscriptHeader(): fc.Arbitrary<TranscriptHeader> {
  return make.record({
    msgType: make.codePoints(HandshakeType, 255),
    length: make.integer(0, 2 ** 24 - 1),
  });
}
