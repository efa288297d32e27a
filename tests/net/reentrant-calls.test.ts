import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import test from 'ava';
import {
  type ConnectOptions,
  connect,
  type DtlsEndpoint,
  type DtlsSession,
  type ListenOptions,
  listen,
  WirechartError,
} from '../../runtime/net/index.ts';
import { SeededRandom } from '../../runtime/testing/index.ts';
import { localhostPair } from '../certificates/authority.ts';
import { propertySeed } from '../property-seed.ts';
import { batchingSockets } from './batching-sockets.ts';

const { ca, server: identity } = await localhostPair();
const SEEDS = 60;
/** Drawn where a slow machine, or the seeds, made fewer calls than the test needs. */
const MOST_SEEDS = 240;
const CONCURRENT = 10;

/** What a listener of the application throws. */
class ListenerFailure extends Error {}

const sessionEvents = [
  'handshake',
  'message',
  'session',
  'keyUpdate',
  'mtuChange',
  'peerClosed',
  'drain',
  'lost',
  'addressChange',
  'error',
  'close',
  'keylog',
  'trace',
] as const;
const endpointEvents = ['session', 'handshakeerror', 'hellorefused', 'pskerror', 'earlydataerror', 'close'] as const;

/** A client and a server whose application calls any method from inside any event, and throws there. */
class ReentrantApplication {
  readonly #random: SeededRandom;
  readonly #rate: number;
  readonly endpoint: DtlsEndpoint;
  readonly client: DtlsSession;
  readonly promises: Promise<unknown>[] = [];
  readonly untyped: unknown[] = [];
  calls = 0;
  failures = 0;

  constructor(seed: number) {
    const random = new SeededRandom(seed);
    this.#random = random;
    this.#rate = [0.03, 0.1, 0.3][seed % 3] as number;
    // Half of them in batches.
    const sockets = seed % 4 < 2 ? batchingSockets(1 + (seed % 5)).sockets : undefined;
    const traced = { sockets, trace: () => this.#act(undefined), keylog: () => this.#act(undefined) };
    const listening: ListenOptions = {
      cert: identity.pem,
      key: identity.key,
      host: '127.0.0.1',
      port: 0,
      tickets: 1,
      requestCert: 'later',
      ca: ca.pem,
      connectionIds: { length: 4 },
      closeTimeout: 200,
      handshakeTimeout: 1000,
      cookies: seed % 2 === 0 ? 'always' : 'never',
      pskCallback: () => {
        this.#act(undefined);
        return null;
      },
      ...traced,
    };
    this.endpoint = listen((session) => {
      this.#observe(session);
      this.#act(session);
    }, listening);
    for (const event of endpointEvents) this.endpoint.on(event, () => this.#act(undefined));
    this.endpoint.on('internalerror', (error) => this.untyped.push(error));
    this.promises.push(this.endpoint.listening, this.endpoint.closed);
    const dialing: ConnectOptions = {
      ca: ca.pem,
      servername: 'localhost',
      sessions: true,
      psks: [{ identity: Buffer.from('unknown'), key: new Uint8Array(32).fill(7) }],
      postHandshakeAuth: true,
      connectionIds: { length: 4 },
      initialTimeout: 100,
      closeTimeout: 200,
      handshakeTimeout: 1000,
      verifyPeer: () => this.#act(undefined),
      ...traced,
    };
    this.client = connect('127.0.0.1', this.endpoint.address().port, dialing);
    this.#observe(this.client);
  }

  /** Ends both sides. */
  async end(): Promise<void> {
    await delay(300);
    this.client.destroy();
    this.endpoint.destroy();
    await Promise.allSettled(this.promises);
  }

  #observe(session: DtlsSession): void {
    this.promises.push(session.opened, session.closed);
    for (const event of sessionEvents) session.on(event, () => this.#act(session));
    if (this.#random.chance(0.5)) session.on('batch', () => this.#act(session));
    session.opened.then(
      () => session.destroyed || session.send('hello'),
      () => {},
    );
  }

  /** Calls random methods, and throws at last. */
  #act(of: DtlsSession | undefined): void {
    const random = this.#random;
    for (let count = 0; random.chance(this.#rate) && count < 3; count++) {
      try {
        this.#call(of ?? this.client);
      } catch (error) {
        // Not open, closed, not listening.
        if (!(error instanceof WirechartError)) this.untyped.push(error);
      }
    }
    if (!random.chance(this.#rate / 10)) return;
    this.failures += 1;
    throw new ListenerFailure();
  }

  #call(of: DtlsSession): void {
    const random = this.#random;
    const promised = (promise: Promise<unknown>) => {
      this.promises.push(promise);
      promise.catch((error: unknown) => {
        if (!(error instanceof WirechartError || error instanceof ListenerFailure)) this.untyped.push(error);
      });
    };
    const calls: (() => unknown)[] = [
      () => of.send('x'),
      () => of.send(new Uint8Array(random.bits() % 1000)),
      () => of.sendMany(new Uint8Array(900), Int32Array.of(0, 1, 2), Int32Array.of(random.bits() % 1000, 1, 0)),
      () => of.sendMany(new Uint8Array(9), new Int32Array(100), new Int32Array(100).fill(9)),
      () => promised(of.updateKeys({ requestPeer: random.chance(0.5) })),
      () => promised(of.requestCertificate()),
      () => promised(of.migrate()),
      () => of.exportKeyingMaterial(16, 'EXPORTER-x'),
      () => promised(of.messages().next()),
      () => promised(of.batches().next()),
      () => [of.stats, this.endpoint.stats, this.endpoint.sessions, of.remoteAddress, of.maxMessageSize],
      () => {
        of.mtu = 500 + (random.bits() % 900);
      },
      () => {
        of.onmessage = () => this.#act(of);
      },
      () => {
        of.onBatch = random.chance(0.5) ? () => this.#act(of) : null;
      },
      () => {
        of.removeAllListeners('batch');
      },
      () => this.endpoint.setTicketKeys([new Uint8Array(32).fill(random.bits())]),
      () => this.endpoint.setCookieKeys([new Uint8Array(32).fill(random.bits())]),
      () => this.endpoint.sendDatagram(new Uint8Array(3), { address: '127.0.0.1', family: 'IPv4', port: 9 }),
      () => random.chance(0.3) && promised(of.close()),
      () => random.chance(0.3) && [promised(of.close()), promised(of.close())],
      () => random.chance(0.2) && of.destroy(),
      () => random.chance(0.2) && of.destroy(new ListenerFailure()),
      () => random.chance(0.1) && promised(this.endpoint.close()),
      () => random.chance(0.1) && this.endpoint.destroy(),
    ];
    this.calls += 1;
    (calls[random.bits() % calls.length] as () => unknown)();
  }
}

test.serial(
  'any method can be called from inside any event of sessions and endpoints, and listeners may throw',
  async (t) => {
    t.timeout(100_000);
    const uncaught: unknown[] = [];
    process.setUncaughtExceptionCaptureCallback((error) => uncaught.push(error));
    let [calls, failures] = [0, 0];
    try {
      const isEnough = () => calls > 500 && failures > 20;
      for (let drawn = 0; drawn < SEEDS || (drawn < MOST_SEEDS && !isEnough()); drawn += CONCURRENT) {
        const first = propertySeed + drawn;
        const applications = Array.from({ length: CONCURRENT }, (_, index) => new ReentrantApplication(first + index));
        await Promise.all(applications.map((each) => each.end()));
        for (const [index, each] of applications.entries()) {
          t.deepEqual(each.untyped, [], `seed ${first + index}`);
          t.is(each.endpoint.stats.internalErrors, 0, `seed ${first + index}`);
          t.true(each.client.destroyed && each.endpoint.destroyed);
          calls += each.calls;
          failures += each.failures;
        }
      }
      await delay(20);
    } finally {
      process.setUncaughtExceptionCaptureCallback(null);
    }
    t.true(
      uncaught.every((error) => error instanceof ListenerFailure),
      String(uncaught),
    );
    t.true(calls > 500 && failures > 20, `${calls} calls, ${failures} failures`);
    t.log(`${calls} calls, ${failures} failures, ${uncaught.length} uncaught`);
  },
);
