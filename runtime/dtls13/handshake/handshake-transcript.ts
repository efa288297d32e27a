import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { TranscriptHeader } from '../../../generated/dtls13/wire/transcript-header.ts';
import type { HashName } from '../../crypto/provider.ts';
import { Transcript } from '../../crypto/transcript.ts';
import { Writer } from '../../wire/index.ts';

/** The header of the message that is added, between two statements of `addMessage`. */
const header = new Uint8Array(4);
const writer = new Writer();

/**
 * The transcript of a DTLS handshake, which contains each message with its TLS header; RFC 9846 section 4.1, RFC 9147
 * section 5.2.
 */
export class HandshakeTranscript extends Transcript {
  /** Appends a complete message. Borrows `body` for the call. */
  addMessage(msgType: number, body: Uint8Array): void {
    TranscriptHeader.encode(writer.reset(header), { msgType, length: body.length });
    this.add(header);
    this.add(body);
  }

  /** Replaces the messages so far, which are one ClientHello, by its hash; RFC 9846 section 4.1. */
  replaceByMessageHash(hash: HashName): void {
    this.select(hash);
    this.replaceWithMessageHash(HandshakeType.message_hash);
  }

  /** Starts with the hash of a ClientHello that was not kept; RFC 9147 section 5.1. */
  startFromMessageHash(hash: HashName, clientHelloHash: Uint8Array): void {
    this.select(hash);
    this.restartFrom(HandshakeType.message_hash, clientHelloHash);
  }
}
