import { TranscriptHeader } from '../../../generated/dtls13/wire/transcript-header.ts';
import { Transcript } from '../../crypto/transcript.ts';
import { encodeToBytes } from '../../wire/index.ts';

/** The transcript of a DTLS handshake: messages count with their TLS header; RFC 9147 section 5.2. */
export class HandshakeTranscript extends Transcript {
  /** Appends a whole message. Borrows `body` for the call. */
  addMessage(msgType: number, body: Uint8Array): void {
    this.add(encodeToBytes(TranscriptHeader, { msgType, length: body.length }));
    this.add(body);
  }
}
