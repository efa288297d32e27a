import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { Ack } from '../../../generated/dtls13/wire/ack.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import {
  type ApplicationRequest,
  type ApplicationResponse,
  type Connection,
  type ConnectionEvent,
  type ConnectionOptions,
  createConnection,
  createListener,
  type Endpoint,
  type Listener,
  type OutputSink,
  WirechartError,
} from '../../../runtime/dtls13/index.ts';
import { SeededRandom, trustTestCertificate } from '../../../runtime/testing/index.ts';
import { encodeToBytes } from '../../../runtime/wire/index.ts';
import { classicalProvider } from '../classical-provider.ts';
import { KeyedPeer } from '../keyed-peer.ts';
import { certificate, manyProtocols, START } from '../multi-peer-host.ts';

/** First byte of every application datagram, also of those from keyed peers. */
const DATA_PREFIX = 0x5a;
/** The one address all clients of a session share, one after the other. */
const PATH = 7;

interface DatagramInTransit {
  readonly at: number;
  readonly to: HostileHost;
  readonly bytes: Uint8Array;
}

interface ConnectionState {
  secure: boolean;
  /** Which event was the last, or `abandoned`. */
  end: string | undefined;
}

/** What a handler of the application throws. */
class HandlerFailure extends Error {}

/** A host whose sink is full at random and whose handlers call any method at any time. */
export class HostileHost implements OutputSink {
  readonly name: string;
  readonly events: { readonly of: Connection; readonly event: ConnectionEvent }[] = [];
  readonly states = new Map<Connection, ConnectionState>();
  readonly #session: HostileSession;
  #endpoint: Endpoint | undefined;
  #answers: { readonly at: number; readonly answer: ApplicationResponse }[] = [];
  #reserved = new Uint8Array(0);
  #depth = 0;

  constructor(name: string, session: HostileSession) {
    this.name = name;
    this.#session = session;
  }

  attach(endpoint: Endpoint): void {
    this.#endpoint = endpoint;
    this.drain();
  }

  get endpoint(): Endpoint {
    if (this.#endpoint === undefined) throw new RangeError(`${this.name} has no endpoint yet`);
    return this.#endpoint;
  }

  get deadline(): number {
    return Math.min(this.endpoint.nextDeadline(), ...this.#answers.map(({ at }) => at));
  }

  stateOf(connection: Connection): ConnectionState {
    const known = this.states.get(connection);
    if (known !== undefined) return known;
    const state: ConnectionState = { secure: false, end: undefined };
    this.states.set(connection, state);
    return state;
  }

  take(bytes: Uint8Array): void {
    const slab = bytes.slice();
    const length = Int32Array.of(slab.length);
    const batch = { slab, at: Int32Array.of(0), length, path: Int32Array.of(PATH), count: 1 };
    this.endpoint.handleDatagrams(batch, this.#session.now);
  }

  wake(): void {
    this.endpoint.handleTimeout(this.#session.now);
    this.drain();
    if (this.endpoint.nextDeadline() <= this.#session.now) this.#session.complain(`${this.name} keeps a past deadline`);
  }

  drain(): void {
    this.#pump();
    const { now } = this.#session;
    const due = this.#answers.filter(({ at }) => at <= now);
    this.#answers = this.#answers.filter(({ at }) => at > now);
    for (const { answer } of due) {
      this.endpoint.respond(answer, now);
      this.#pump();
    }
  }

  #pump(): void {
    for (let polls = 0; this.#poll(); polls++) {
      if (polls < 5000) continue;
      this.#session.complain(`${this.name} never stops`);
      break;
    }
  }

  /** True: call it again. A handler that throws ends the poll, and the endpoint must have kept the rest. */
  #poll(): boolean {
    try {
      return this.endpoint.poll(this);
    } catch (error) {
      if (!(error instanceof HandlerFailure)) throw error;
      return true;
    }
  }

  /** Calls a random method of the interface. */
  callRandomMethod(of: Connection): void {
    const { random } = this.#session;
    if (this.#depth > 3) return;
    this.#depth += 1;
    try {
      if (random.chance(0.4)) this.#callAfterHandshake(of);
      else this.#callAnyTime(of);
    } catch (error) {
      // Not secure, already ended, too many requests.
      if (!(error instanceof WirechartError) || error.code === 'ERR_DTLS_INTERNAL') throw error;
    }
    this.#depth -= 1;
  }

  #callAfterHandshake(of: Connection): void {
    const { random, now, listener } = this.#session;
    const calls: (() => unknown)[] = [
      () => of.updateKeys({ requestPeer: random.chance(0.5) }, now),
      () => of.requestCertificate({ required: random.chance(0.3) }, now),
      () => of.requestConnectionIds(1 + (random.bits() % 8), now),
      () => of.issueConnectionIds({ immediate: random.chance(0.5) }, now),
      () => of.useNextConnectionId(now),
      () => of.migrate(PATH + (random.bits() % 3), now),
      () => of.validatePath(PATH + (random.bits() % 3), now),
      () => of.exportKeyingMaterial('EXPORTER-x', new Uint8Array(0), 16),
      () => of.exportEarlyKeyingMaterial('EXPORTER-x', new Uint8Array(0), 16),
      () => of.sendEarly(Uint8Array.of(DATA_PREFIX), Int32Array.of(0), Int32Array.of(1), now),
      () => of.respond({ id: random.bits() % 20, psk: undefined }, now),
      () => [of.epochs(), of.connectionIds, of.maxDatagramSize, of.lastReceivedAt],
      () => this.endpoint.datagramTooLong(PATH, random.bits() % 2000, now),
      () => listener.setTicketKeys([new Uint8Array(32).fill(random.bits())]),
      () => listener.setCookieKeys([new Uint8Array(32).fill(3)]),
      () => random.chance(0.02) && listener.close(now),
      () => random.chance(0.01) && this.#abandonAll(),
    ];
    (calls[random.bits() % calls.length] as () => unknown)();
  }

  #abandonAll(): void {
    this.endpoint.abandon(this.#session.now);
    for (const state of this.states.values()) state.end ??= 'abandoned';
  }

  #callAnyTime(of: Connection): void {
    const session = this.#session;
    const { random, now } = session;
    switch (random.bits() % 12) {
      case 0:
        if (random.chance(0.3)) of.close(now);
        break;
      case 1:
        if (random.chance(0.1)) {
          of.abandon(now);
          this.stateOf(of).end = 'abandoned';
        }
        break;
      case 2:
        of.configure({ maxDatagramSize: session.pick([256, 600, 1200, 4000]) }, now);
        break;
      case 3:
        of.configure({ initialTimeout: session.pick([50, 400, 1000]) }, now);
        break;
      case 4:
        this.endpoint.poll(this);
        break;
      case 5:
        this.endpoint.handleTimeout(now);
        break;
      case 6:
        of.timers();
        this.endpoint.nextDeadline();
        break;
      case 7: {
        const early = session.inTransit.find(({ to }) => to === this);
        if (early !== undefined) this.take(early.bytes);
        break;
      }
      default: {
        const size = Math.min(of.maxMessageSize, 1 + (random.bits() % 300));
        const slab = new Uint8Array(size).fill(DATA_PREFIX);
        if (size > 0) of.sendMany(slab, Int32Array.of(0, 0), Int32Array.of(size, 1), now);
      }
    }
  }

  // Host and OutputSink.

  address(path: number): Uint8Array {
    return Uint8Array.of(192, 0, 2, 1, 0, path);
  }

  reserve(_path: number, size: number): Uint8Array | undefined {
    if (this.#session.random.chance(this.#session.fullness)) return undefined;
    this.#reserved = new Uint8Array(size);
    return this.#reserved;
  }

  commit(length: number): void {
    const datagram = this.#reserved.slice(0, length);
    this.#reserved = this.#reserved.subarray(length);
    this.#session.send(this, datagram);
  }

  event(of: Connection, event: ConnectionEvent): void {
    const state = this.stateOf(of);
    const { kind } = event;
    if (event.kind === 'error' && event.error.code === 'ERR_DTLS_INTERNAL') {
      this.#session.complain(`${this.name} failed internally: ${event.error.message}`);
    }
    if (state.end !== undefined) this.#session.complain(`${this.name} reports ${kind} after ${state.end}`);
    if (kind === 'secure') state.secure = true;
    if (kind === 'closed' || kind === 'error') state.end = kind;
    if (kind === 'message') {
      if (!state.secure) this.#session.complain(`${this.name} got data before it was secure`);
      if (event.data[0] !== DATA_PREFIX) this.#session.complain(`${this.name} got data that was not sent`);
    } else {
      this.events.push({ of, event });
    }
    if (this.#session.random.chance(this.#session.reentryRate)) this.callRandomMethod(of);
    if (this.#session.random.chance(this.#session.throwRate)) throw new HandlerFailure(kind);
  }

  request(of: Connection, applicationRequest: ApplicationRequest): void {
    const { random, now, reentryRate } = this.#session;
    const answer = trustTestCertificate(applicationRequest);
    if (random.chance(0.4)) this.endpoint.respond(answer, now);
    else if (random.chance(0.9)) this.#answers.push({ at: now + (random.bits() % 3000), answer });
    if (random.chance(reentryRate)) this.callRandomMethod(of);
  }

  unrouted(): void {}
}

/** A server, and clients that connect one after the other on the same path, all drawn from one seed. */
export class HostileSession {
  now = START;
  readonly complaints: string[] = [];
  readonly random: SeededRandom;
  readonly server: HostileHost;
  readonly listener: Listener;
  readonly clients: HostileHost[] = [];
  readonly fullness: number;
  readonly reentryRate: number;
  readonly throwRate: number;
  inTransit: DatagramInTransit[] = [];
  readonly #loss: number;
  readonly #damage: number;
  readonly #hasKeyedPeers: boolean;
  readonly #restarts: boolean;
  readonly #endpoint: Pick<ConnectionOptions, 'maxDatagramSize' | 'allowHalfOpen' | 'connectionIds'>;
  readonly #keyedPeers = new Map<string, KeyedPeer>();
  #isLossless = false;

  constructor(seed: number) {
    this.random = new SeededRandom(Math.imul(seed, 0x9e3779b1));
    const { random } = this;
    this.fullness = this.pick([0, 0.1, 0.5]);
    this.reentryRate = this.pick([0, 0.05, 0.3]);
    this.throwRate = this.pick([0, 0, 0.1]);
    this.#loss = this.pick([0, 0, 0.1, 0.3]);
    this.#damage = this.pick([0, 0, 0.1, 0.4]);
    this.#hasKeyedPeers = random.chance(0.4);
    this.#restarts = random.chance(0.3);
    this.#endpoint = {
      maxDatagramSize: this.pick([256, 600, 1200]),
      allowHalfOpen: random.chance(0.3),
      connectionIds: this.pick([undefined, { length: 0 }, { length: 4 }]),
    };
    this.server = new HostileHost('server', this);
    this.listener = createListener({
      host: this.server,
      provider: classicalProvider,
      certificate,
      keylog: true,
      cookies: this.pick(['always', 'as-needed', 'never'] as const),
      requestCertificate: this.pick(['no', 'optional', 'required'] as const),
      maxFragmentedHellos: 16,
      tickets: random.bits() % 3,
      ...(random.chance(0.2) ? { groups: ['secp256r1'] as const } : {}),
      ...this.#endpoint,
    });
    this.server.attach(this.listener);
    this.#join();
  }

  pick<T>(values: readonly T[]): T {
    return values[this.random.bits() % values.length] as T;
  }

  complain(reason: string): void {
    this.complaints.push(reason);
  }

  send(from: HostileHost, bytes: Uint8Array): void {
    const { random } = this;
    const client = this.clients.at(-1);
    // A client that is replaced by another one is disconnected.
    if (client === undefined || (from !== this.server && from !== client)) return;
    const to = from === this.server ? client : this.server;
    if (this.#isLossless || random.chance(this.#loss)) return;
    for (let copies = random.chance(0.1) ? 2 : 1; copies > 0; copies--) {
      const datagram = random.chance(this.#damage) ? this.#damaged(bytes) : bytes;
      this.inTransit.push({ at: this.now + 10 + random.fraction() * 30, to, bytes: datagram });
    }
  }

  /** Runs until no event is due, or for five minutes; then all hosts close, and no connection or timer may remain. */
  run(): void {
    this.#pass(300_000);
    const hosts = [this.server, ...this.clients];
    for (const host of this.clients) {
      for (const { secure, end } of host.states.values()) {
        if (!secure && end === undefined) this.complain(`${host.name} has no deadline`);
      }
    }
    this.#isLossless = true;
    this.#forAll((connection) => connection.close(this.now));
    this.#pass(300_000);
    // A half-open connection waits for a peer that has left.
    this.#forAll((connection) => connection.abandon(this.now));
    if (this.listener.size !== 0) this.complain(`the listener retains ${this.listener.size} connections`);
    for (const host of hosts) {
      if (host.endpoint.nextDeadline() !== Number.POSITIVE_INFINITY) this.complain(`${host.name} still has a timer`);
    }
  }

  #forAll(call: (connection: Connection) => void): void {
    for (const host of [this.server, ...this.clients]) {
      for (const connection of host.states.keys()) call(connection);
      host.drain();
    }
  }

  #join(): void {
    const host = new HostileHost(`client ${this.clients.length}`, this);
    this.clients.push(host);
    const { random } = this;
    const client = createConnection(
      {
        host,
        provider: classicalProvider,
        path: PATH,
        servername: 'localhost',
        keylog: true,
        keyShares: this.pick([['x25519'], [], ['secp256r1', 'x25519']] as const),
        alpnProtocols: random.chance(0.3) ? manyProtocols : [],
        postHandshakeAuth: random.chance(0.5),
        sessions: random.chance(0.5),
        ...(random.chance(0.6) ? { certificate } : {}),
        ...this.#endpoint,
      },
      this.now,
    );
    host.stateOf(client);
    host.attach(client);
  }

  #pass(time: number): void {
    const end = this.now + time;
    for (let steps = 0; this.complaints.length === 0; steps++) {
      const hosts = [this.server, ...this.clients];
      const next = Math.min(...this.inTransit.map(({ at }) => at), ...hosts.map(({ deadline }) => deadline));
      if (next > end) break;
      if (steps > 6000) this.complain('the session does not end');
      this.now = Math.max(this.now, next);
      const due = this.inTransit.filter(({ at }) => at <= this.now).sort((a, b) => a.at - b.at);
      this.inTransit = this.inTransit.filter(({ at }) => at > this.now);
      for (const { to, bytes } of due) {
        to.take(bytes);
        to.drain();
      }
      for (const host of hosts) if (host.deadline <= this.now) host.wake();
      if (!this.#isLossless) this.#disturb(hosts);
    }
    this.now = end;
  }

  #disturb(hosts: readonly HostileHost[]): void {
    const { random } = this;
    if (random.chance(this.reentryRate * 0.3)) {
      const host = this.pick(hosts);
      for (const connection of host.states.keys()) host.callRandomMethod(connection);
      host.drain();
    }
    if (this.#hasKeyedPeers && random.chance(0.15)) this.#sendFromKeyedPeer();
    const isEarly = this.now < START + 100_000;
    if (this.#restarts && isEarly && random.chance(0.03) && this.clients.length < 4) this.#join();
  }

  /** One side sends, under its own keys, a record that it never would. */
  #sendFromKeyedPeer(): void {
    const { random } = this;
    const client = this.clients.at(-1);
    if (client === undefined) return;
    const side = this.pick(['client', 'server'] as const);
    const to = side === 'client' ? this.server : client;
    const labels = client.events.flatMap(({ event }) => (event.kind === 'keylog' ? [event.label] : []));
    const isKnown = (label: string) => labels.includes(`${side.toUpperCase()}_${label}`);
    const epochs = [
      0,
      ...(isKnown('HANDSHAKE_TRAFFIC_SECRET') ? [2, 2, 2] : []),
      ...(isKnown('TRAFFIC_SECRET_0') ? [3, 3, 3] : []),
    ];
    const key = `${side} ${this.clients.length}`;
    const pair = { network: this, clientHost: client, serverHost: { events: [] } };
    const keyedPeer =
      this.#keyedPeers.get(key) ?? new KeyedPeer(pair as unknown as ConstructorParameters<typeof KeyedPeer>[0], side);
    this.#keyedPeers.set(key, keyedPeer);
    const type = this.pick([20, 21, 22, 22, 22, 22, 23, 26, 26, 27]);
    this.inTransit.push({ at: this.now, to, bytes: keyedPeer.record(this.pick(epochs), type, this.#content(type)) });
    if (random.chance(0.1)) this.inTransit.push({ at: this.now, to, bytes: this.#noise(60) });
  }

  #content(type: number): Uint8Array {
    const { random } = this;
    switch (type) {
      case ContentType.application_data:
        return Uint8Array.of(DATA_PREFIX, ...this.#noise(40));
      case ContentType.alert:
        return Uint8Array.of(1 + (random.bits() % 2), this.pick([0, 90, 40, 200]));
      case ContentType.ack: {
        const count = random.bits() % 20;
        const epoch = () => this.pick([0, 2, 2, 3, 3, 4]);
        const recordNumbers = Array.from({ length: count }, () => ({
          epoch: epoch(),
          sequenceNumber: random.bits() % 8,
        }));
        return encodeToBytes(Ack, { recordNumbers });
      }
      case ContentType.handshake: {
        const fragment = this.#noise(60);
        const fragmentOffset = random.chance(0.5) ? 0 : random.bits() % 50;
        const least = fragmentOffset + fragment.length;
        const length = random.chance(0.7) ? least : Math.max(least, random.bits() % 2 ** 24);
        const msgType = this.pick(Object.values(HandshakeType));
        return encodeToBytes(Handshake, { msgType, length, messageSeq: random.bits() % 9, fragmentOffset, fragment });
      }
      default:
        return this.#noise(40);
    }
  }

  #noise(longest: number): Uint8Array {
    return Uint8Array.from({ length: this.random.bits() % (longest + 1) }, () => this.random.bits());
  }

  /** A datagram as changed by the network or by an attacker on the path. */
  #damaged(bytes: Uint8Array): Uint8Array {
    const { random } = this;
    const other = this.inTransit.length === 0 ? bytes : this.pick(this.inTransit).bytes;
    switch (random.bits() % 5) {
      case 0:
        return bytes.slice(0, random.bits() % bytes.length);
      case 1:
        return bytes.map((byte) => (random.chance(0.02) ? random.bits() : byte));
      case 2:
        return bytes.map((byte, index) => (index < 30 && random.chance(0.05) ? random.bits() : byte));
      case 3:
        return Buffer.concat([bytes, other]);
      default:
        return this.#noise(60);
    }
  }
}
