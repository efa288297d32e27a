import { CipherSuiteAttributes } from '../../../generated/dtls13/registries/cipher-suite.ts';
import { EPOCH_APPLICATION, EPOCH_EARLY_DATA } from '../../../generated/dtls13/registries/constants.ts';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { ClientHello } from '../../../generated/dtls13/wire/client-hello.ts';
import type { ClientHelloExtension } from '../../../generated/dtls13/wire/client-hello-extension.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { HelloRetryRequest } from '../../../generated/dtls13/wire/hello-retry-request.ts';
import { NewConnectionId } from '../../../generated/dtls13/wire/new-connection-id.ts';
import { ServerHello } from '../../../generated/dtls13/wire/server-hello.ts';
import type { ServerHelloExtension } from '../../../generated/dtls13/wire/server-hello-extension.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { checkInteger } from '../../errors/option-checks.ts';
import { type OptionNames, refuseUnknownOptions } from '../../errors/option-names.ts';
import { decodeAll, equalBytes, Reader } from '../../wire/index.ts';
import type { DissectedDatagram, DissectedRecord, NoSecrets } from './dissected-datagram.ts';
import type { DissectedPsk, DissectedTicket } from './dissected-psk.ts';
import { EarlyDataOpener } from './early-data-opener.ts';
import type { KeyLog } from './key-log.ts';
import { KnownPsks, type PskKnowledge } from './known-psks.ts';
import { type AssembledMessage, MessageAssembly } from './message-assembly.ts';
import { PskDissection } from './psk-dissection.ts';
import { type OpenedRecord, RecordOpener, type Unopened } from './record-opener.ts';
import { type RecordSpan, splitRecords } from './record-splitter.ts';
import { type CapturedSession, type SessionMatch, SessionTable, type Side } from './session-table.ts';
import { trafficSecretsIn } from './traffic-secret-labels.ts';
import { tryDecode } from './try-decode.ts';

/** Options of `TrafficDissection`. */
export interface TrafficOptions extends PskKnowledge {
  /**
   * Bytes of the connection ids of connections whose hellos are not in the capture: 0 to 255. Default 0: the length is
   * unknown.
   */
  readonly connectionIdLength?: number;
}

const OPTION_NAMES: OptionNames<TrafficOptions> = {
  connectionIdLength: true,
  ticketKeys: true,
  psks: true,
  sessions: true,
};

/** What the messages that a record completes contain. */
type RecordMessages = Pick<DissectedRecord, 'assembled' | 'tickets' | 'psks'>;

const NO_MESSAGES: RecordMessages = { assembled: [], tickets: [], psks: [] };

/** A record that was opened with the keys of one side of a session. */
interface Opened {
  readonly session: CapturedSession;
  readonly sender: Side;
  readonly record: OpenedRecord;
}

const SIDES: readonly Side[] = ['client', 'server'];
/** Shorter connection ids match bytes of other records by chance. */
const MIN_DISTINCT_ID = 4;
/** Maximum of connection ids that are read from one message; its last ones are read. */
const MAX_ISSUED_IDS = 256;

/** A datagram and what is known about it so far. */
interface Position {
  readonly from: string;
  readonly to: string;
  readonly datagram: Uint8Array;
  /** The session of an earlier record of the datagram, by its connection id: it is the session of the whole datagram. */
  byId: SessionMatch | undefined;
}

/**
 * Decodes the datagrams of many connections, distinguished by their addresses and connection ids, and opens the records
 * for which a key log has secrets. Throws no error for the content of datagrams; memory is bounded.
 *
 * 1. `splitRecords` splits a datagram. The lengths of connection ids are those of the hellos and of NewConnectionId.
 * 2. Plaintext handshake messages select the connection: a ClientHello its random, a ServerHello its cipher suite.
 * 3. The connection id of a record selects the connection from a new address; RFC 9147 section 9.
 * 4. `RecordOpener` decrypts the protected records of each direction, also after KeyUpdates.
 * 5. `EarlyDataOpener` decrypts the early data of clients, which precedes the ServerHello.
 * 6. `MessageAssembly` reassembles fragmented messages.
 * 7. `PskDissection` opens tickets and verifies binders, with the keys in the options.
 */
export class TrafficDissection {
  readonly #provider: CryptoProvider;
  readonly #keyLog: KeyLog | undefined;
  readonly #idLength: number;
  readonly #sessions = new SessionTable();
  readonly #assembly = new MessageAssembly();
  /** Undefined: no keys of tickets, no external keys and no sessions are known. */
  readonly #psks: PskDissection | undefined;
  #connections = 0;

  /** Throws ConfigError for an invalid option. */
  constructor(provider: CryptoProvider, keyLog?: KeyLog, options: TrafficOptions = {}) {
    refuseUnknownOptions(options, OPTION_NAMES, 'TrafficDissection');
    checkInteger('connectionIdLength', options.connectionIdLength, { min: 0, max: 255 });
    this.#provider = provider;
    this.#keyLog = keyLog;
    this.#idLength = options.connectionIdLength ?? 0;
    const { ticketKeys, psks, sessions } = options;
    const isKnown = ticketKeys !== undefined || psks !== undefined || sessions !== undefined;
    this.#psks = isKnown ? new PskDissection(provider, new KnownPsks(provider, options)) : undefined;
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
    const position: Position = { from, to, datagram, byId: undefined };
    const records: DissectedRecord[] = [];
    const idLengthAt = (at: number): number | undefined => this.#idLengthAt(position, at);
    // A record is read before the next one is split: a ServerHello says how long the ids of the records after it are.
    for (const span of splitRecords(datagram, idLengthAt)) records.push(this.#record(position, span));
    const match = this.#match(position);
    return { connection: match?.session.number, sender: match?.sender, records };
  }

  #match({ from, to, byId }: Position): SessionMatch | undefined {
    return byId ?? this.#sessions.betweenAddresses(from, to);
  }

  #idLengthAt(position: Position, at: number): number | undefined {
    const { from, to, datagram } = position;
    const between = this.#sessions.betweenAddresses(from, to);
    const found = this.#sessions.withId(datagram.subarray(at), between);
    const isDistinct = between === undefined || (found !== undefined && found.length >= MIN_DISTINCT_ID);
    if (found !== undefined && (isDistinct || found.session === between?.session)) {
      position.byId = found;
      return found.length;
    }
    const { client = 0, server = 0 } = between?.session.idLengths ?? {};
    const sender = between?.sender;
    const length = sender === 'client' ? server : sender === 'server' ? client : Math.max(client, server);
    return length > 0 ? length : this.#idLength > 0 ? this.#idLength : undefined;
  }

  #record(position: Position, span: RecordSpan): DissectedRecord {
    const { datagram } = position;
    const { at, end, isProtected, idLength, plaintext, error } = span;
    const hasId = idLength !== undefined && idLength > 0;
    const connectionId = hasId ? datagram.subarray(at + 1, at + 1 + idLength) : undefined;
    const base = { at, end, isProtected, connectionId, opened: undefined, unopened: undefined, error, ...NO_MESSAGES };
    if (error !== undefined) return base;
    if (plaintext !== undefined) {
      const { type: contentType, sequenceNumber: sequence, fragment: content } = plaintext;
      const opened = { contentType, epoch: 0, sequence, content };
      return { ...base, opened, ...this.#readHandshake(position, this.#match(position), opened) };
    }
    if (idLength === undefined) return { ...base, unopened: 'connectionId' };
    const match = this.#match(position);
    const opened = this.#open(match, datagram.subarray(at, end), idLength);
    if (typeof opened === 'string') return { ...base, unopened: opened };
    const { session, sender, record } = opened;
    if (record.epoch !== EPOCH_EARLY_DATA) this.#learn(position, session, sender, connectionId);
    return { ...base, opened: record, ...this.#readHandshake(position, { session, sender }, record) };
  }

  #open(match: SessionMatch | undefined, record: Uint8Array, idLength: number): Opened | Unopened | NoSecrets {
    if (this.#keyLog === undefined) return 'noKeyLog';
    if (match === undefined) return 'noClientHello';
    const { session } = match;
    if (this.#keyLog.secretsOf(session.clientRandom) === undefined) return 'notInKeyLog';
    // Early data has no connection id.
    const early = match.sender === 'server' || idLength > 0 ? undefined : session.earlyData?.open(record);
    if (early !== undefined) return { session, sender: 'client', record: early };
    if (session.openers === undefined) return 'noServerHello';
    let reason: Unopened | undefined;
    for (const sender of match.sender === undefined ? SIDES : [match.sender]) {
      const opened = session.openers[sender].open(record, idLength);
      if (typeof opened !== 'string') return { session, sender, record: opened };
      reason = opened;
    }
    return reason as Unopened;
  }

  /** An authentic record proves the addresses, the connection id and the cipher suite. */
  #learn({ from, to }: Position, session: CapturedSession, sender: Side, id: Uint8Array | undefined): void {
    session.isProven = true;
    const isClient = sender === 'client';
    if (id !== undefined) this.#sessions.addId(session, isClient ? 'server' : 'client', id);
    if (this.#sessions.betweenAddresses(from, to)?.session === session) return;
    this.#sessions.addAddresses(session, isClient ? from : to, isClient ? to : from);
  }

  /** Reads the handshake messages of a record, and returns what the ones that it completes contain. */
  #readHandshake(
    position: Position,
    match: SessionMatch | undefined,
    { contentType, epoch, content }: OpenedRecord,
  ): RecordMessages {
    if (contentType !== ContentType.handshake) return NO_MESSAGES;
    const [assembled, tickets, psks] = [[], [], []] as [AssembledMessage[], DissectedTicket[], DissectedPsk[]];
    const reader = new Reader(content);
    while (reader.remaining > 0) {
      const fragment = tryDecode(() => Handshake.decode(reader));
      if (fragment === undefined) break;
      const { msgType: type, messageSeq, length, fragment: body } = fragment;
      const message = this.#assembly.add(senderKey(position, match, epoch), epoch, fragment);
      if (message !== undefined) assembled.push(message);
      const complete = message?.body ?? (body.length === length ? body : undefined);
      if (complete === undefined) continue;
      if (epoch === 0) psks.push(...this.#plaintextMessage(position, type, messageSeq, complete));
      else if (epoch >= EPOCH_APPLICATION && match?.sender !== undefined) {
        this.#protectedMessage(match.session, match.sender, epoch, type, complete);
        if (type === HandshakeType.new_session_ticket) tickets.push(...(this.#psks?.newSessionTicket(complete) ?? []));
      }
    }
    return { assembled, tickets, psks };
  }

  /** Returns the keys that a ClientHello offers. */
  #plaintextMessage(
    { from, to }: Position,
    type: number,
    messageSeq: number,
    body: Uint8Array,
  ): readonly DissectedPsk[] {
    if (type === HandshakeType.server_hello) this.#serverHello(from, to, body);
    return type === HandshakeType.client_hello ? this.#clientHello(from, to, messageSeq, body) : [];
  }

  /** A message after the handshake that changes the records of its sender, or of the peer. */
  #protectedMessage(session: CapturedSession, sender: Side, epoch: number, type: number, body: Uint8Array): void {
    if (type === HandshakeType.key_update) session.openers?.[sender].keyUpdated(epoch);
    if (type !== HandshakeType.new_connection_id) return;
    const ids = tryDecode(() => decodeAll(NewConnectionId, body))?.cids ?? [];
    // The oldest are dropped above a limit, so only the last ones can remain.
    for (const { cid } of ids.slice(-MAX_ISSUED_IDS)) this.#sessions.addId(session, sender, cid);
  }

  #clientHello(client: string, server: string, messageSeq: number, body: Uint8Array): readonly DissectedPsk[] {
    const hello = tryDecode(() => decodeAll(ClientHello, body));
    if (hello === undefined) return [];
    let session = this.#sessions.betweenAddresses(client, server)?.session;
    // A retransmission, or the second ClientHello after a HelloRetryRequest, belongs to the same connection.
    if (session === undefined || !equalBytes(session.clientRandom, hello.random)) {
      this.#connections += 1;
      const secrets = this.#keyLog?.secretsOf(hello.random);
      const isEarly = secrets !== undefined && hello.extensions.some(({ kind }) => kind === 'early_data');
      session = {
        number: this.#connections,
        clientRandom: hello.random.slice(),
        openers: undefined,
        earlyData: isEarly ? new EarlyDataOpener(this.#provider, secrets, hello.cipherSuites) : undefined,
        suite: undefined,
        isProven: false,
        idLengths: { client: 0, server: 0 },
        ids: { client: [], server: [] },
      };
      this.#sessions.addAddresses(session, client, server);
    }
    this.#helloId(session, 'client', hello.extensions);
    return this.#psks?.clientHello(session.number, messageSeq, body, hello) ?? [];
  }

  #serverHello(server: string, client: string, body: Uint8Array): void {
    const match = this.#sessions.betweenAddresses(server, client);
    if (match === undefined || match.sender === 'client' || match.session.isProven) return;
    const { session } = match;
    const retry = tryDecode(() => decodeAll(HelloRetryRequest, body));
    if (retry !== undefined) {
      this.#psks?.helloRetryRequest(session.number, body, retry);
      return;
    }
    const hello = tryDecode(() => decodeAll(ServerHello, body));
    if (hello === undefined) return;
    this.#helloId(session, 'server', hello.extensions);
    const secrets = this.#keyLog?.secretsOf(session.clientRandom);
    const suite = CipherSuiteAttributes[hello.cipherSuite];
    if (secrets === undefined || suite === undefined || session.suite === hello.cipherSuite) return;
    const openers = { client: new RecordOpener(this.#provider), server: new RecordOpener(this.#provider) };
    for (const { sender, epoch, secret } of trafficSecretsIn(secrets)) openers[sender].install(epoch, suite, secret);
    session.openers = openers;
    session.suite = hello.cipherSuite;
  }

  /** The connection id in the hello of one side is the one in the records to it; RFC 9146 section 3. */
  #helloId(
    session: CapturedSession,
    side: Side,
    extensions: readonly (ClientHelloExtension | ServerHelloExtension)[],
  ): void {
    const extension = extensions.find((each) => each.kind === 'connection_id');
    if (extension === undefined) return;
    const { cid } = extension.extensionData;
    session.idLengths[side] = cid.length;
    this.#sessions.addId(session, side, cid);
  }
}

/** Identifies the sender of fragments: a session has several addresses, an address several sessions. */
function senderKey({ from, to }: Position, match: SessionMatch | undefined, epoch: number): string {
  return match?.sender === undefined || epoch === 0 ? `${from} ${to}` : `${match.session.number} ${match.sender}`;
}
