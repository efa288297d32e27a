import { CipherSuiteAttributes } from '../../../generated/dtls13/registries/cipher-suite.ts';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { ClientHello } from '../../../generated/dtls13/wire/client-hello.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { HelloRetryRequest } from '../../../generated/dtls13/wire/hello-retry-request.ts';
import { ServerHello } from '../../../generated/dtls13/wire/server-hello.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import type { WireError } from '../../errors/wire-error.ts';
import { decodeAll, equalBytes, Reader } from '../../wire/index.ts';
import type { KeyLog } from './key-log.ts';
import { type AssembledMessage, MessageAssembly } from './message-assembly.ts';
import { type OpenedRecord, RecordOpener, type Unopened } from './record-opener.ts';
import { type RecordSpan, splitRecords } from './record-splitter.ts';
import { trafficSecretOf } from './traffic-secret-labels.ts';
import { tryDecode } from './try-decode.ts';

/** A record of a datagram, opened if possible. */
export interface DissectedRecord {
  /** Its position in the datagram. */
  readonly at: number;
  readonly end: number;
  readonly isProtected: boolean;
  /** Undefined: `unopened` or `error` contains the reason. */
  readonly opened: OpenedRecord | undefined;
  readonly unopened: Unopened | NoSecrets | undefined;
  /** The record does not decode, and extends to the end of the datagram. */
  readonly error: WireError | undefined;
  /** The fragmented handshake messages that this record completed. */
  readonly assembled: readonly AssembledMessage[];
}

/** Why no keys are available. */
export type NoSecrets =
  /** No key log was given. */
  | 'noKeyLog'
  /** The capture does not contain the ClientHello, so the secrets cannot be selected. */
  | 'noClientHello'
  /** The capture does not contain the ServerHello, which selects the cipher suite. */
  | 'noServerHello'
  /** The key log has no secrets of this connection. */
  | 'notInKeyLog';

/** A datagram of a capture with what is known about each of its records. */
export interface DissectedDatagram {
  /** From 1, in the order of the ClientHellos; undefined: the capture contains no ClientHello of it. */
  readonly connection: number | undefined;
  readonly sender: 'client' | 'server' | undefined;
  readonly records: readonly DissectedRecord[];
}

interface Session {
  readonly number: number;
  readonly client: string;
  readonly clientRandom: Uint8Array;
  /** Undefined until the ServerHello selects the suite, and without secrets, so that a flood allocates none. */
  openers: Readonly<Record<'client' | 'server', RecordOpener>> | undefined;
}

/** Maximum of connections; above it, the oldest is dropped. */
const MAX_SESSIONS = 65_536;

/**
 * Decodes the datagrams of many connections, distinguished by their address pairs, and opens the records for which a
 * key log has secrets. Throws no error for the content of datagrams; memory is bounded.
 *
 * 1. `splitRecords` splits a datagram.
 * 2. Plaintext handshake messages select the connection: a ClientHello its random, a ServerHello its cipher suite.
 * 3. `RecordOpener` decrypts the protected records of each direction.
 * 4. `MessageAssembly` reassembles fragmented messages.
 */
export class TrafficDissection {
  readonly #provider: CryptoProvider;
  readonly #keyLog: KeyLog | undefined;
  readonly #sessions = new Map<string, Session>();
  readonly #assembly = new MessageAssembly();
  #connections = 0;

  constructor(provider: CryptoProvider, keyLog?: KeyLog) {
    this.#provider = provider;
    this.#keyLog = keyLog;
  }

  /** Number of ClientHellos of new connections. */
  get connections(): number {
    return this.#connections;
  }

  /**
   * Decodes one datagram, in the order of the capture. Addresses are any strings; equal ones if the sender is unknown.
   * The datagram is not changed.
   */
  dissect(from: string, to: string, datagram: Uint8Array): DissectedDatagram {
    const pair = [from, to].toSorted().join(' ');
    const records = splitRecords(datagram).map((span) => this.#record(pair, from, to, datagram, span));
    const session = this.#sessions.get(pair);
    const sender = session === undefined || from === to ? undefined : roleOf(session, from);
    return { connection: session?.number, sender, records };
  }

  #record(pair: string, from: string, to: string, datagram: Uint8Array, span: RecordSpan): DissectedRecord {
    const { at, end, isProtected, plaintext, error } = span;
    const base = { at, end, isProtected, opened: undefined, unopened: undefined, error, assembled: [] };
    if (error !== undefined) return base;
    if (plaintext === undefined) {
      const opened = this.#open(this.#sessions.get(pair), from, to, datagram.subarray(at, end));
      if (typeof opened === 'string') return { ...base, unopened: opened };
      return { ...base, opened, assembled: this.#readHandshake(pair, from, opened) };
    }
    const { type: contentType, sequenceNumber: sequence, fragment: content } = plaintext;
    const opened = { contentType, epoch: 0, sequence, content };
    return { ...base, opened, assembled: this.#readHandshake(pair, from, opened) };
  }

  #open(
    session: Session | undefined,
    from: string,
    to: string,
    record: Uint8Array,
  ): OpenedRecord | Unopened | NoSecrets {
    if (this.#keyLog === undefined) return 'noKeyLog';
    if (session === undefined) return 'noClientHello';
    if (this.#keyLog.secretsOf(session.clientRandom) === undefined) return 'notInKeyLog';
    if (session.openers === undefined) return 'noServerHello';
    const { client, server } = session.openers;
    if (from !== to) return (roleOf(session, from) === 'client' ? client : server).open(record);
    const opened = client.open(record);
    return typeof opened === 'string' ? server.open(record) : opened;
  }

  /** Reads the handshake messages of a record, and returns the ones it completes. */
  #readHandshake(
    pair: string,
    from: string,
    { contentType, epoch, content }: OpenedRecord,
  ): readonly AssembledMessage[] {
    if (contentType !== ContentType.handshake) return [];
    const assembled: AssembledMessage[] = [];
    const reader = new Reader(content);
    while (reader.remaining > 0) {
      const fragment = tryDecode(() => Handshake.decode(reader));
      if (fragment === undefined) break;
      const { msgType: type, length, fragment: body } = fragment;
      const message = this.#assembly.add(`${pair} ${from}`, epoch, fragment);
      if (message !== undefined) assembled.push(message);
      const complete = message?.body ?? (body.length === length ? body : undefined);
      if (complete === undefined || epoch !== 0) continue;
      if (type === HandshakeType.client_hello) this.#clientHello(pair, from, complete);
      if (type === HandshakeType.server_hello) this.#serverHello(pair, complete);
    }
    return assembled;
  }

  #clientHello(pair: string, client: string, body: Uint8Array): void {
    const hello = tryDecode(() => decodeAll(ClientHello, body));
    if (hello === undefined) return;
    const session = this.#sessions.get(pair);
    // A retransmission, or the second ClientHello after a HelloRetryRequest, belongs to the same connection.
    if (session !== undefined && equalBytes(session.clientRandom, hello.random)) return;
    if (this.#sessions.size >= MAX_SESSIONS) {
      const [oldest] = this.#sessions.keys();
      if (oldest !== undefined) this.#sessions.delete(oldest);
    }
    this.#connections += 1;
    this.#sessions.delete(pair);
    this.#sessions.set(pair, {
      number: this.#connections,
      client,
      clientRandom: hello.random.slice(),
      openers: undefined,
    });
  }

  #serverHello(pair: string, body: Uint8Array): void {
    const session = this.#sessions.get(pair);
    if (session === undefined || session.openers !== undefined) return;
    const secrets = this.#keyLog?.secretsOf(session.clientRandom);
    if (secrets === undefined || tryDecode(() => decodeAll(HelloRetryRequest, body)) !== undefined) return;
    const hello = tryDecode(() => decodeAll(ServerHello, body));
    const suite = hello === undefined ? undefined : CipherSuiteAttributes[hello.cipherSuite];
    if (suite === undefined) return;
    const openers = { client: new RecordOpener(this.#provider), server: new RecordOpener(this.#provider) };
    for (const [label, secret] of secrets) {
      const trafficSecret = trafficSecretOf(label);
      if (trafficSecret !== undefined) openers[trafficSecret.sender].install(trafficSecret.epoch, suite, secret);
    }
    session.openers = openers;
  }
}

function roleOf({ client }: Session, from: string): 'client' | 'server' {
  return from === client ? 'client' : 'server';
}
