import test, { type ExecutionContext } from 'ava';
import {
  AckSchedulerMachine,
  ackSchedulerStateNames,
  ClientMachine,
  ConnectionMachine,
  clientStateNames,
  connectionConnectedReadStateNames,
  connectionConnectedWriteStateNames,
  connectionStateNames,
  FlightMachine,
  flightStateNames,
  KeyUpdateMachine,
  keyUpdateActiveReceiveStateNames,
  keyUpdateActiveSendStateNames,
  keyUpdateStateNames,
  ServerMachine,
  serverStateNames,
} from '../../../generated/dtls13/machines/index.ts';
import { AlertDescription } from '../../../generated/dtls13/registries/alert-description.ts';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { type Connection, createConnection } from '../../../runtime/dtls13/index.ts';
import { type PairOptions, type SimulatedPair, simulatePair, testCertificate } from '../../../runtime/testing/index.ts';
import { classicalProvider } from '../classical-provider.ts';
import { earlyListener, earlySession } from '../early-data/early-pair.ts';
import { firstSession, resumable, sensor } from '../handshake/psk/psk-pair.ts';
import { KeyedPeer } from '../keyed-peer.ts';

/** Less than what other timers of a closing connection are set to below. */
const CLOSE_TIMEOUT = 3000;

/** Every state of every chart of a connection, as the generated machines list them. */
const everyState: readonly string[] = [
  ...ackSchedulerStateNames.map((name) => `ackScheduler ${name}`),
  ...clientStateNames.map((name) => `client ${name}`),
  ...connectionStateNames.map((name) => `connection ${name}`),
  ...connectionConnectedReadStateNames.map((name) => `connection CONNECTED.READ ${name}`),
  ...connectionConnectedWriteStateNames.map((name) => `connection CONNECTED.WRITE ${name}`),
  ...flightStateNames.map((name) => `flight ${name}`),
  ...keyUpdateStateNames.map((name) => `keyUpdate ${name}`),
  ...keyUpdateActiveSendStateNames.map((name) => `keyUpdate ACTIVE.SEND ${name}`),
  ...keyUpdateActiveReceiveStateNames.map((name) => `keyUpdate ACTIVE.RECEIVE ${name}`),
  ...serverStateNames.map((name) => `server ${name}`),
];

/** States in which `close` cannot be called, because the machine leaves them in the call that enters them. */
const passedThrough: Readonly<Record<string, string>> = {
  'client START': 'a client is made with its ClientHello',
  'server START': 'there is no connection yet',
  'server NEGOTIATED': 'a connection is made with the first flight',
  'keyUpdate FAILED': 'a real peer cannot use every epoch, and the connection ends in the call that enters it',
  'flight START': 'the flight is staged in the call that starts it',
  'flight PREPARING': 'the flight is staged in the call that starts it',
};

const identity = {
  chain: [testCertificate.der],
  privateKey: classicalProvider.importPrivateKey(testCertificate.privateKey),
};

interface Scenario {
  readonly title: string;
  readonly options?: Omit<PairOptions, 'clientProvider' | 'serverProvider'>;
  /** An action besides the handshake, done once, before the step of this number. */
  /** An action besides the handshake, done once, before the step of this number. */
  readonly acts?: readonly { readonly step: number; act(pair: SimulatedPair): unknown }[];
}

const slow = { initialTimeout: 20_000 };
const scenarios: readonly Scenario[] = [
  { title: 'a handshake with a cookie', options: { endpoint: slow } },
  {
    title: 'a handshake with certificates on both sides',
    options: {
      connection: { certificate: identity },
      listener: { cookies: 'never', requestCertificate: 'required' },
    },
  },
  {
    title: 'a server that sends more than ten records',
    options: {
      chain: [testCertificate.der, ...Array.from({ length: 5 }, () => new Uint8Array(1500))],
      endpoint: { maxDatagramSize: 400 },
      network: { latency: 10, jitter: 30, loss: 0.1, seed: 3 },
    },
  },
  // The bytes after the certificate move its next message from one datagram into the next.
  ...[
    { maxDatagramSize: 300, filling: 1, seed: 5 },
    { maxDatagramSize: 300, filling: 150, seed: 2 },
    { maxDatagramSize: 350, filling: 1, seed: 2 },
    { maxDatagramSize: 350, filling: 60, seed: 2 },
  ].map(({ maxDatagramSize, filling, seed }) => ({
    title: `messages in datagrams of their own, of ${maxDatagramSize} bytes, ${filling} bytes after the certificate`,
    options: {
      chain: [testCertificate.der, new Uint8Array(filling)],
      // So long that EncryptedExtensions is not in the datagram of the ServerHello.
      endpoint: { maxDatagramSize, alpnProtocols: ['x'.repeat(150)] },
      network: { jitter: 50, seed },
      connection: { certificate: identity },
      listener: { cookies: 'never' as const, requestCertificate: 'required' as const },
    },
  })),
  { title: 'a network that loses and reorders', options: { network: { loss: 0.3, jitter: 40, seed: 5 } } },
  {
    title: 'a network that loses more, with certificates on both sides',
    options: {
      network: { loss: 0.4, jitter: 60, seed: 8 },
      connection: { certificate: identity },
      listener: { requestCertificate: 'required' },
    },
  },
  ...[33, 40, 48].map((seed) => ({
    title: `a certificate of the client that arrives before its signature, seed ${seed}`,
    options: {
      connection: {
        certificate: { ...identity, chain: [...identity.chain, new Uint8Array(600)] },
        maxDatagramSize: 256,
      },
      network: { jitter: 60, seed },
      listener: { cookies: 'never' as const, requestCertificate: 'required' as const },
    },
  })),
  // The length of a signature varies, so one of these sizes separates CertificateVerify and Finished.
  ...[256, 280, 304, 328, 352].map((maxDatagramSize) => ({
    title: `datagrams of ${maxDatagramSize} bytes that arrive one by one`,
    options: { network: { jitter: 30, seed: 3 }, endpoint: { maxDatagramSize } },
  })),
  { title: 'no peer', options: { network: { loss: 1 }, endpoint: { maxRetransmissions: 2 } } },
  {
    title: 'the client closes first, where one side may be open alone',
    options: { endpoint: { ...slow, allowHalfOpen: true } },
    acts: [{ step: 8, act: (pair) => pair.close('client') }],
  },
  {
    title: 'the server closes first, where one side may be open alone',
    options: { endpoint: { ...slow, allowHalfOpen: true } },
    acts: [{ step: 8, act: (pair) => pair.close('server') }],
  },
  {
    title: 'the client closes first',
    options: { endpoint: slow },
    acts: [{ step: 8, act: (pair) => pair.close('client') }],
  },
  {
    title: 'close_notify arrives before data',
    options: { endpoint: { ...slow, keylog: true } },
    acts: [{ step: 8, act: overtake }],
  },
  {
    title: 'the peer fails',
    options: { endpoint: { keylog: true } },
    acts: [{ step: 8, act: (pair) => alert(pair, 2, AlertDescription.internal_error) }],
  },
  {
    title: 'the keys are updated',
    acts: [4, 5].map((step) => ({ step, act: updateKeys })),
  },
  {
    title: 'the keys are updated when nothing is outstanding',
    acts: [
      { step: 6, act: updateKeys },
      ...[8, 9, 10, 11].map((step) => ({ step, act: (pair: SimulatedPair) => pair.send('client', Uint8Array.of(1)) })),
    ],
  },
  {
    title: 'the peer breaks a rule about the update of keys',
    options: { endpoint: { keylog: true } },
    acts: [{ step: 6, act: updateTwice }],
  },
  {
    title: 'the server looks up a pre-shared key',
    options: { connection: { psks: [sensor] }, listener: { cookies: 'never', externalPsks: true } },
  },
  {
    title: 'a session is resumed, with certificates on both sides',
    // A session is used once.
    get options() {
      const listener = { ...resumable, requestCertificate: 'required' } as const;
      const session = firstSession({ connection: { certificate: identity }, listener });
      return { connection: { certificate: identity, session }, listener };
    },
  },
  ...[undefined, false, true].map((isFresh) => ({
    title: `early data, whose freshness is ${isFresh ?? 'not known'}`,
    get options() {
      return { connection: { session: earlySession(), earlyData: true }, listener: earlyListener, endpoint: slow };
    },
    acts: [{ step: 0, act: (pair: SimulatedPair) => answerFreshness(pair, isFresh) }],
  })),
  { title: 'the peer is silent', options: { endpoint: { idleTimeout: 500 } } },
  { title: 'the connection is compact', options: { listener: { compactAfter: 1 } } },
  { title: 'the client restarts the handshake', acts: [{ step: 7, act: restartClient }] },
  {
    title: 'the host abandons the connection',
    acts: [
      { step: 8, act: (pair) => pair.client.abandon(pair.network.now) },
      { step: 9, act: (pair) => pair.server?.abandon(pair.network.now) },
    ],
  },
];

const STEPS = 18;

/** The machines of one pair, in the order in which they were started. */
let machines: object[] = [];

for (const Machine of [
  AckSchedulerMachine,
  ClientMachine,
  ConnectionMachine,
  FlightMachine,
  KeyUpdateMachine,
  ServerMachine,
]) {
  const prototype = Machine.prototype as { start(): void };
  const { start } = prototype;
  prototype.start = function (this: object) {
    machines.push(this);
    start.call(this);
  };
}

function statesOf(machine: object): string[] {
  if (machine instanceof AckSchedulerMachine) return [`ackScheduler ${ackSchedulerStateNames[machine.state]}`];
  if (machine instanceof ClientMachine) return [`client ${clientStateNames[machine.state]}`];
  if (machine instanceof ServerMachine) return [`server ${serverStateNames[machine.state]}`];
  if (machine instanceof FlightMachine) return [`flight ${flightStateNames[machine.state]}`];
  if (machine instanceof KeyUpdateMachine) {
    const { state, activeSendState: send, activeReceiveState: receive } = machine;
    return [
      `keyUpdate ${keyUpdateStateNames[state]}`,
      ...(send === undefined ? [] : [`keyUpdate ACTIVE.SEND ${keyUpdateActiveSendStateNames[send]}`]),
      ...(receive === undefined ? [] : [`keyUpdate ACTIVE.RECEIVE ${keyUpdateActiveReceiveStateNames[receive]}`]),
    ];
  }
  if (!(machine instanceof ConnectionMachine)) return [];
  const { state, connectedReadState: read, connectedWriteState: write } = machine;
  return [
    `connection ${connectionStateNames[state]}`,
    ...(read === undefined ? [] : [`connection CONNECTED.READ ${connectionConnectedReadStateNames[read]}`]),
    ...(write === undefined ? [] : [`connection CONNECTED.WRITE ${connectionConnectedWriteStateNames[write]}`]),
  ];
}

test('close completes in time in every state of every chart, for every behaviour of the peer', (t) => {
  const seen = new Set<string>();
  for (const scenario of scenarios) {
    for (let step = 0; step < STEPS; step++) {
      for (const isPolled of [true, false]) {
        closeAt(t, scenario, step, isPolled, (step % 2 === 0) === isPolled ? 'answers' : 'is silent', seen);
      }
    }
  }
  const missing = everyState.filter((state) => !seen.has(state) && !(state in passedThrough));
  t.deepEqual(missing, [], 'a state without a case');
  t.true(Object.keys(passedThrough).every((state) => everyState.includes(state)));
});

/** Brings a pair to a step of a scenario, before or after the output was polled for, and closes both sides. */
function closeAt(
  t: ExecutionContext,
  { title, options = {}, acts = [] }: Scenario,
  steps: number,
  isPolled: boolean,
  peer: 'answers' | 'is silent',
  seen: Set<string>,
): void {
  machines = [];
  const providers = { clientProvider: classicalProvider, serverProvider: classicalProvider };
  const endpoint = { closeTimeout: CLOSE_TIMEOUT, ...options.endpoint };
  // A compact connection has no machines.
  const compactAfter = Number.POSITIVE_INFINITY;
  const pair = simulatePair({ ...providers, ...options, endpoint, listener: { compactAfter, ...options.listener } });
  const { network, clientHost, serverHost, listener } = pair;
  let { client } = pair;
  for (let step = 0; step < steps; step++) {
    for (const { act } of acts.filter((each) => each.step === step)) client = (act(pair) as Connection) ?? client;
    for (const host of [clientHost, serverHost]) host.drain();
    if (step === steps - 1 && !isPolled) for (const host of [clientHost, serverHost]) host.drain = () => {};
    let left = 1;
    network.run(() => left-- === 0, 120_000);
  }
  const place = `${title}, step ${steps}, ${isPolled ? 'polled' : 'not polled'}, then the peer ${peer}`;
  for (const state of machines.flatMap(statesOf)) seen.add(state);
  const before = [over(pair, 'clientHost'), over(pair, 'serverHost')];
  const hasServer = pair.server !== undefined;
  if (peer === 'is silent') for (const host of [clientHost, serverHost]) host.receive = () => {};
  client.close(network.now);
  listener.close(network.now);
  for (const host of [clientHost, serverHost]) {
    // Restores the method of the class.
    Reflect.deleteProperty(host, 'drain');
    host.drain();
  }
  network.advance(CLOSE_TIMEOUT);
  t.is(client.nextDeadline(), Number.POSITIVE_INFINITY, place);
  t.is(listener.size, 0, place);
  t.is(listener.nextDeadline(), Number.POSITIVE_INFINITY, place);
  const after = [over(pair, 'clientHost'), over(pair, 'serverHost')];
  if (title !== 'the host abandons the connection') t.is(after[0], 1, `the client gets one event: ${place}`);
  if (title !== 'the host abandons the connection' && hasServer)
    t.true((after[1] as number) >= Math.max(1, before[1] as number), place);
  const events = serverHost.events.length;
  network.advance(200_000);
  t.is(serverHost.events.length, events, `nothing follows: ${place}`);
}

/** How many connections of a host have ended. */
function over(pair: SimulatedPair, host: 'clientHost' | 'serverHost'): number {
  return pair[host].events.filter(({ event }) => event.kind === 'closed' || event.kind === 'error').length;
}

function alert(pair: SimulatedPair, level: number, description: number): void {
  const keyedPeer = new KeyedPeer(pair, 'client');
  keyedPeer.deliver(keyedPeer.record(3, ContentType.alert, Uint8Array.of(level, description)));
}

/** The record before the client's close_notify is lost. */
function overtake(pair: SimulatedPair): void {
  const keyedPeer = new KeyedPeer(pair, 'client');
  keyedPeer.record(3, ContentType.application_data, Uint8Array.of(1));
  keyedPeer.deliver(keyedPeer.record(3, ContentType.alert, Uint8Array.of(1, AlertDescription.close_notify)));
}

/** An update of the keys at each side that is secure. */
function updateKeys({ client, server, network }: SimulatedPair): void {
  for (const connection of [client, server]) {
    if (connection !== undefined && connection.maxMessageSize > 0) {
      connection.updateKeys({ requestPeer: true }, network.now);
    }
  }
}

/** Two KeyUpdates of the client under the same keys. */
function updateTwice(pair: SimulatedPair): void {
  const keyedPeer = new KeyedPeer(pair, 'client');
  const message = (messageSeq: number) => keyedPeer.message(3, HandshakeType.key_update, messageSeq, Uint8Array.of(0));
  keyedPeer.deliver(message(3), message(4));
}

function answerFreshness({ serverHost }: SimulatedPair, isFresh: boolean | undefined): void {
  serverHost.isFresh = () => isFresh;
}

/** Another client on the same path, as after a crash. */
function restartClient({ clientHost, network }: SimulatedPair): Connection {
  const options = {
    host: clientHost,
    provider: classicalProvider,
    path: clientHost.path('server'),
    servername: 'localhost',
  };
  const client = createConnection({ ...options, closeTimeout: CLOSE_TIMEOUT }, network.now);
  clientHost.attach(client);
  return client;
}
