import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import {
  type ApplicationRequest,
  type ApplicationResponse,
  type Connection,
  type ConnectionEvent,
  WirechartError,
} from '../../../runtime/dtls13/index.ts';
import {
  SeededRandom,
  type SimulatedHost,
  type SimulatedPair,
  testCertificate,
  trustTestCertificate,
} from '../../../runtime/testing/index.ts';
import { classicalProvider } from '../classical-provider.ts';
import { knows, sensor } from '../handshake/psk/psk-pair.ts';
import { KeyedPeer, keyLoggedPair } from '../keyed-peer.ts';
import { type HandshakeKind, handshakeKinds } from '../reliability/handshake-kinds.ts';
import { DamagedMessages, type DamageRates } from './damaged-messages.ts';
import { noise, pick } from './damaged-value.ts';
import { bodyOf, contentOf, legacyHello, messageTypes } from './keyed-content.ts';

const identity = {
  chain: [testCertificate.der],
  privateKey: classicalProvider.importPrivateKey(testCertificate.privateKey),
};

const damageRates: readonly DamageRates[] = [
  { values: 0, bytes: 0, order: 0 },
  { values: 0.1, bytes: 0, order: 0 },
  { values: 0.4, bytes: 0, order: 0 },
  { values: 0.05, bytes: 0.05, order: 0.05 },
  { values: 0, bytes: 0, order: 0.2 },
];

/** Longer than every timer of a connection. */
const LIFETIME = 7_200_000;

/** How a session ended for the honest side. */
export interface SessionOutcome {
  readonly kind: string;
  /** Code of the error, or the last event; of the first connection. */
  readonly end: string;
  /** The kinds of the events that the honest side reported. */
  readonly events: ReadonlySet<ConnectionEvent['kind']>;
  /** Datagrams that went to another stack. */
  readonly legacy: number;
  /** What must not happen. */
  readonly complaints: readonly string[];
}

/**
 * One session of any kind of handshake, in which one side damages its messages and sends any others under the true
 * keys, while the application of the honest side uses every method, and answers late, twice or never.
 */
export class KeyedSession {
  readonly #random: SeededRandom;
  readonly #side: 'client' | 'server';
  readonly #kind: string;
  readonly #damaged: DamagedMessages;
  readonly #pair: SimulatedPair;
  readonly #honest: SimulatedHost;
  readonly #hostile: SimulatedHost;
  readonly #keyedPeer: KeyedPeer;
  readonly #complaints: string[] = [];
  readonly #late: ApplicationResponse[] = [];
  #legacy = 0;

  constructor(seed: number, side: 'client' | 'server') {
    this.#random = new SeededRandom(Math.imul(seed, 0x9e3779b1));
    const random = this.#random;
    this.#side = side;
    this.#kind = pick(random, Object.keys(handshakeKinds));
    this.#damaged = new DamagedMessages(random, pick(random, damageRates));
    const kind = handshakeKinds[this.#kind] as HandshakeKind;
    const create = () => this.#create(kind);
    // The first ClientHello is encoded at once.
    const pair = side === 'client' ? this.#damaged.speak(create) : create();
    this.#pair = pair ?? create();
    const { clientHost, serverHost } = this.#pair;
    [this.#hostile, this.#honest] = side === 'client' ? [clientHost, serverHost] : [serverHost, clientHost];
    this.#keyedPeer = new KeyedPeer(this.#pair, side);
    this.#corrupt(this.#hostile);
    this.#observe(this.#honest);
    serverHost.lookUpPsk = knows(sensor);
    serverHost.isFresh = () => pick(random, [true, true, false, undefined]);
    if (random.chance(0.3)) this.#serveLegacyPeers();
    kind.begin?.(this.#pair);
  }

  /** Runs the session to its end. */
  run(): SessionOutcome {
    try {
      for (let step = 0; step < 14; step++) {
        this.#pair.network.advance(pick(this.#random, [0, 5, 11, 25, 300, 1500]));
        this.#act();
      }
      this.#respondLate();
      this.#pair.network.advance(LIFETIME);
    } finally {
      this.#damaged.end();
    }
    return this.#outcome();
  }

  #create({ options }: HandshakeKind): SimulatedPair {
    const random = this.#random;
    const { endpoint = {}, connection = {}, listener = {} } = options();
    const cookies =
      listener.maxEarlyData === undefined ? pick(random, ['never', 'never', 'always', 'as-needed']) : undefined;
    return keyLoggedPair(
      {
        groups: ['x25519', 'secp256r1'],
        idleTimeout: 3_600_000,
        maxDatagramSize: pick(random, [256, 1200]),
        ...(random.chance(0.4) ? { connectionIds: { length: pick(random, [0, 4]) } } : {}),
        ...endpoint,
      },
      {
        connection: {
          certificate: identity,
          postHandshakeAuth: random.chance(0.7),
          sessions: random.chance(0.7),
          ...(random.chance(0.2) ? { keyShares: [] } : {}),
          ...connection,
        },
        listener: {
          ...(random.chance(0.2) ? { requestCertificate: pick(random, ['optional', 'required'] as const) } : {}),
          tickets: random.bits() % 3,
          ...listener,
          cookies: cookies as 'never' | 'always' | 'as-needed' | undefined,
        },
      },
    );
  }

  /** All that this host does is damaged. */
  #corrupt(host: SimulatedHost): void {
    const { receive, wake, drain } = host;
    host.receive = (from, datagram, local) => void this.#damaged.speak(() => receive.call(host, from, datagram, local));
    host.wake = () => void this.#damaged.speak(() => wake.call(host));
    host.drain = () => void this.#damaged.speak(() => drain.call(host));
  }

  /** From now on, only records that this class makes come from the hostile side. */
  #silence(): void {
    this.#hostile.receive = () => {};
    this.#hostile.wake = () => {};
    Object.defineProperty(this.#hostile, 'deadline', { value: Number.POSITIVE_INFINITY });
  }

  /** No event may follow the end, no deadline may be in the past, and the application answers in any way. */
  #observe(host: SimulatedHost): void {
    const { wake } = host;
    host.wake = () => {
      wake.call(host);
      if (host.deadline <= this.#pair.network.now) this.#complain('a past deadline remains');
    };
    const ended = new Set<Connection>();
    host.onevent = (of, event) => {
      if (ended.has(of)) this.#complain(`${event.kind} after the end`);
      if (event.kind === 'closed' || event.kind === 'error' || event.kind === 'withdrawn') ended.add(of);
      if (event.kind !== 'error') return;
      if (!(event.error instanceof WirechartError)) this.#complain(`${event.error} is not typed`);
      else if (event.error.code === 'ERR_DTLS_INTERNAL') this.#complain(`${event.error.message} ${event.error.cause}`);
    };
    const request = host.request.bind(host);
    host.request = (of: Connection, asked: ApplicationRequest) => {
      const random = this.#random;
      if (random.chance(0.8) || asked.kind !== 'chain') request(of, asked);
      if (asked.kind === 'chain' && random.chance(0.3)) this.#late.push(trustTestCertificate(asked));
    };
  }

  #serveLegacyPeers(): void {
    Object.assign(this.#pair.serverHost, { legacyDatagram: () => (this.#legacy += 1) });
  }

  #complain(reason: string): void {
    this.#complaints.push(reason);
  }

  #act(): void {
    const random = this.#random;
    switch (random.bits() % 12) {
      case 0:
        this.#useHonestly();
        break;
      case 1:
        this.#damaged.speak(() => this.#use(this.#connectionOf(this.#side)));
        this.#hostile.drain();
        break;
      case 2:
        if (random.chance(0.3)) this.#silence();
        break;
      case 3:
        this.#respondLate();
        break;
      case 4:
        this.#pair.network.inject(pick(random, ['client', 'other']), 'server', legacyHello(random));
        break;
      case 5:
        if (this.#side === 'client') this.#sendEarlyRecords();
        break;
      default:
        this.#sendRecord();
    }
  }

  #connectionOf(side: 'client' | 'server'): Connection | undefined {
    return side === 'client' ? this.#pair.client : this.#pair.server;
  }

  #useHonestly(): void {
    try {
      this.#use(this.#connectionOf(this.#side === 'client' ? 'server' : 'client'));
    } catch (error) {
      if (!(error instanceof WirechartError)) this.#complain(`a method threw ${error}`);
    }
    this.#honest.drain();
  }

  #use(connection: Connection | undefined): void {
    const random = this.#random;
    const { now } = this.#pair.network;
    if (connection === undefined) return;
    const one = [Uint8Array.of(1), Int32Array.of(0), Int32Array.of(1)] as const;
    const actions: (() => unknown)[] = [
      () => connection.requestCertificate({ required: random.chance(0.5) }, now),
      () => connection.requestCertificate({}, now),
      () => connection.requestCertificate({}, now),
      () => connection.sendEarly(...one, now),
      () => connection.sendMany(...one, now),
      () => connection.updateKeys({ requestPeer: random.chance(0.5) }, now),
      () => connection.requestConnectionIds(1 + (random.bits() % 8), now),
      () => connection.issueConnectionIds({ immediate: random.chance(0.5) }, now),
      () => connection.exportKeyingMaterial('EXPORTER-test', new Uint8Array(0), 8),
      () => connection.exportEarlyKeyingMaterial('EXPORTER-test', new Uint8Array(0), 8),
      () => random.chance(0.2) && connection.close(now),
    ];
    pick(random, actions)();
  }

  #respondLate(): void {
    const { now } = this.#pair.network;
    const endpoint = this.#side === 'client' ? this.#pair.listener : this.#pair.client;
    for (const response of this.#late.splice(0)) endpoint.respond(response, now);
    this.#honest.drain();
  }

  #knownEpochs(): number[] {
    const { clientHost, serverHost } = this.#pair;
    const labels = [...clientHost.events, ...serverHost.events].flatMap(({ event }) =>
      event.kind === 'keylog' ? [event.label] : [],
    );
    const prefix = this.#side.toUpperCase();
    return [
      0,
      ...(labels.includes(`${prefix}_EARLY_TRAFFIC_SECRET`) ? [1] : []),
      ...(labels.includes(`${prefix}_HANDSHAKE_TRAFFIC_SECRET`) ? [2, 2] : []),
      ...(labels.includes(`${prefix}_TRAFFIC_SECRET_0`) ? [3, 3, 3, 3] : []),
    ];
  }

  #sendRecord(): void {
    const random = this.#random;
    const epoch = pick(random, this.#knownEpochs());
    this.#keyedPeer.useConnectionId(this.#connectionOf(this.#side)?.connectionIds?.peer ?? new Uint8Array(0));
    if (random.chance(0.3)) {
      const type = pick(random, [20, 21, 23, 26, 27, 99]);
      this.#deliver(this.#keyedPeer.record(epoch, type, contentOf(random, type)));
      return;
    }
    const count = 1 + (random.bits() % 3);
    let messageSeq = this.#damaged.sent + (random.bits() % 2);
    for (let each = 0; each < count; each++) {
      const type = pick(random, messageTypes[this.#side]);
      const body = bodyOf(random, type, this.#damaged.contexts);
      this.#deliver(this.#keyedPeer.message(epoch, type, messageSeq, body));
      messageSeq += 1;
      if (random.chance(0.8)) this.#damaged.sent = messageSeq;
    }
  }

  /** Epoch 1, also where no early data is expected: data, messages, alerts. There is no EndOfEarlyData in DTLS 1.3. */
  #sendEarlyRecords(): void {
    const random = this.#random;
    if (!this.#knownEpochs().includes(1)) return;
    for (let count = pick(random, [1, 3, 300]); count > 0; count--) {
      const type = count > 10 ? ContentType.application_data : pick(random, [21, 22, 23, 23, 26]);
      const record =
        type === ContentType.handshake
          ? this.#keyedPeer.message(1, pick(random, [5, 20, 24]), this.#damaged.sent, noise(random, 4))
          : this.#keyedPeer.record(1, type, type === 23 ? noise(random, 100) : contentOf(random, type));
      this.#deliver(record);
    }
  }

  #deliver(record: Uint8Array): void {
    this.#keyedPeer.deliver(record);
  }

  #outcome(): SessionOutcome {
    const { client, listener } = this.#pair;
    const honest = this.#side === 'client' ? listener : client;
    if (honest.nextDeadline() !== Number.POSITIVE_INFINITY) this.#complain('a timer runs at the end');
    if (this.#side === 'client' && listener.size > 0) this.#complain(`${listener.size} connections remain`);
    const { events } = this.#honest;
    const ends = events.filter(({ event }) => ['closed', 'error', 'withdrawn'].includes(event.kind));
    const connections = new Set(events.map(({ of }) => of));
    if (ends.length !== connections.size) this.#complain(`${connections.size} connections, ${ends.length} ends`);
    const early = events.filter(({ event }) => event.kind === 'earlyMessage').length;
    if (early > 256 * connections.size) this.#complain(`${early} messages of early data`);
    const end = ends[0]?.event;
    return {
      kind: this.#kind,
      end: end?.kind === 'error' ? end.error.code : (end?.kind ?? 'nothing'),
      events: new Set(events.map(({ event }) => event.kind)),
      legacy: this.#legacy,
      complaints: this.#complaints,
    };
  }
}
