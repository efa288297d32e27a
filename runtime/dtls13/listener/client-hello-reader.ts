import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { DtlsPlaintext } from '../../../generated/dtls13/wire/dtls-plaintext.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { WireError } from '../../errors/wire-error.ts';
import { Reader } from '../../wire/index.ts';
import type { ClientHelloReassembly } from './client-hello-reassembly.ts';
import type { ReassembledClientHello } from './stateless-handshake-handler.ts';

/** Receives complete ClientHellos. */
export interface ClientHelloHandler {
  /** Canonical bytes of the remote address of a path. */
  address(path: number): Uint8Array;
  /** The body is borrowed for the call. */
  received(hello: ReassembledClientHello): void;
  /** Other content follows a part of an incomplete ClientHello: the end of the datagram, borrowed for the call. */
  followed(path: number, remainder: Uint8Array): void;
}

/** The result for a datagram. */
export type Disposition =
  /** It contains a ClientHello or a part of one, which was used or counted. */
  | 'consumed'
  /** It starts with other content. */
  | 'other'
  /** It does not decode. */
  | 'malformed';

/** Highest message_seq of a message that can arrive before a connection exists. */
const SECOND_HELLO = 1;

/** Reads from datagrams the ClientHellos that belong to no connection; RFC 9147 section 5.1. */
export class ClientHelloReader {
  readonly #handler: ClientHelloHandler;
  readonly #reassembly: ClientHelloReassembly;
  readonly #records = new Reader();
  readonly #messages = new Reader();
  #disposition: Disposition = 'other';
  /** End of the records of the datagram that contain only parts of ClientHellos. */
  #readTo = 0;

  constructor(handler: ClientHelloHandler, reassembly: ClientHelloReassembly) {
    this.#handler = handler;
    this.#reassembly = reassembly;
  }

  /**
   * Reads the datagram `slab[at, end)` without changing it, up to the first complete ClientHello or the first other
   * content. The handler gets what follows.
   */
  receive(path: number, slab: Uint8Array, at: number, end: number, now: number): Disposition {
    let hello: ReassembledClientHello | undefined;
    try {
      hello = this.#read(path, slab, at, end, now);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      return 'malformed';
    }
    if (hello !== undefined) this.#handler.received(hello);
    else if (this.#disposition === 'consumed' && this.#readTo < end) {
      this.#handler.followed(path, slab.subarray(this.#readTo, end));
    }
    return this.#disposition;
  }

  /** Length in bytes of the newest first ClientHello of a client that is incomplete; undefined: there is none. */
  incompleteLength(path: number, now: number): number | undefined {
    return this.#reassembly.incompleteLength(this.#handler.address(path), now);
  }

  #read(path: number, slab: Uint8Array, at: number, end: number, now: number): ReassembledClientHello | undefined {
    const records = this.#records.reset(slab, at, end);
    this.#disposition = 'other';
    this.#readTo = at;
    while (records.remaining > 0 && slab[records.position] === ContentType.handshake) {
      const { sequenceNumber, fragment } = DtlsPlaintext.decode(records);
      const messages = this.#messages.reset(slab, records.position - fragment.length, records.position);
      while (messages.remaining > 0) {
        const handshake = Handshake.decode(messages);
        const { messageSeq } = handshake;
        if (handshake.msgType !== HandshakeType.client_hello || messageSeq > SECOND_HELLO) return undefined;
        this.#disposition = 'consumed';
        const body = this.#reassembly.add(this.#handler.address(path), handshake, sequenceNumber, now);
        if (body === undefined) continue;
        const remainder = slab.subarray(records.position, end);
        const endsRecord = this.#readRepetitions(messages, messageSeq);
        return { path, body, messageSeq, recordSequence: sequenceNumber, endsRecord, remainder, now };
      }
      this.#readTo = records.position;
    }
    return undefined;
  }

  /** Reads the rest of a record. False: it has more than fragments of the ClientHello that is complete. */
  #readRepetitions(messages: Reader, messageSeq: number): boolean {
    while (messages.remaining > 0) {
      const handshake = Handshake.decode(messages);
      if (handshake.msgType !== HandshakeType.client_hello || handshake.messageSeq !== messageSeq) return false;
    }
    return true;
  }
}
