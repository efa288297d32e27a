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

/** A record of a datagram, opened where that was possible. */
export interface DissectedRecord {
  /** Its place in the datagram. */
  readonly at: number;
  readonly end: number;
  readonly isProtected: boolean;
  /** Undefined where `unopened` or `error` says why. */
  readonly opened: OpenedRecord | undefined;
  readonly unopened: Unopened | NoSecrets | undefined;
  /** It does not decode, and reaches to the end of the datagram. */
  readonly error: WireError | undefined;
  /** Handshake messages in several fragments that became whole with this record. */
  readonly assembled: readonly AssembledMessage[];
}

/** Why there are no keys at all. */
export type NoSecrets =
  /** Nobody gave any. */
  | 'noKeyLog'
  /** The capture does not show the ClientHello, so the secrets cannot be told. */
  | 'noClientHello'
  /** The ServerHello, which names the cipher suite, was not seen. */
  | 'noServerHello'
  /** The key log has none of this connection. */
  | 'notInKeyLog';

export interface DissectedDatagram {
  /** From 1 on, in the order of their ClientHellos; undefined: it belongs to none that was seen. */
  readonly connection: number | undefined;
  readonly sender: 'client' | 'server' | undefined;
  readonly records: readonly DissectedRecord[];
}

interface Session {
  readonly number: number;
  readonly client: string;
  readonly clientRandom: Uint8Array;
  /** Undefined until the ServerHello told the suite; and only where there are secrets, because a flood has none. */
  openers: Readonly<Record<'client' | 'server', RecordOpener>> | undefined;
}

/** Connections kept at a time; the oldest are forgotten. */
const MAX_SESSIONS = 65_536;

/**
 * Reads the datagrams of many connections from outside, told apart by their pairs of addresses, and opens what a key log
 * has the secrets for. Never throws for what the datagrams hold; memory is bounded.
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

  /** How many ClientHellos of new connections there were. */
  get connections(): number {
    return this.#connections;
  }

  /**
   * In the order in which they were captured. Addresses are any text; the same for both where nobody knows who sent it.
   * The datagram is left as it is.
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

  /** Follows the handshake in a record, and returns the messages it completes. */
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
    // Repeated, or again after a HelloRetryRequest: still the same connection.
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
