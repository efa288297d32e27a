// Simulates a handshake between two hardware stacks on a link. The flow is described at `simulateHandshake`.
import { ClientServerPair } from '../../generated/dtls13/hardware/client-server-pair.ts';
import { cryptoEngineOperationAt } from '../../generated/dtls13/hardware/crypto-engine.ts';
import type { Datagram } from '../../generated/dtls13/hardware/datagram.ts';
import type { HostRequest } from '../../generated/dtls13/hardware/host-request.ts';
import type { Stack } from '../../generated/dtls13/hardware/stack.ts';
import type { StackProfile } from '../../generated/dtls13/hardware/stack-profiles.ts';
import type { Statistics } from '../../runtime/dtls13/index.ts';
import { SeededRandom, trustTestCertificate } from '../../runtime/testing/index.ts';
import { type TimelineEntry, TimelineRecorder, timelineVcd } from '../analysis/index.ts';
import { Fifo, Kernel, PS_PER_MS } from '../kernel/index.ts';
import { type Application, ClientApplication, EchoApplication, type TimedEvent } from './application.ts';
import type { EndpointInput } from './endpoint-input.ts';
import { createEndpointDriver, type EndpointRole } from './endpoint-settings.ts';
import { ReplayHandshakeEngine } from './replay-handshake-engine.ts';
import { ReplayRecordLayer } from './replay-record-layer.ts';
import { checkOptions, resolveProfile, type SimulationOptions } from './simulation-options.ts';
import { StackContext } from './stack-context.ts';
import { TimedCryptoEngine } from './timed-crypto-engine.ts';
import { TimedLink } from './timed-link.ts';

/** A datagram that an endpoint transmitted. Times are simulated picoseconds. */
export interface SimulatedDatagram {
  readonly from: EndpointRole;
  /** Number of the client's address, from 0. */
  readonly path: number;
  readonly data: Uint8Array;
  readonly sentPs: number;
  /** Undefined: lost or dropped. */
  readonly arrivedPs: number | undefined;
}

/** Counters of the whole simulation. */
export interface SimulationCounters {
  readonly client: Statistics | undefined;
  readonly server: Statistics | undefined;
  /** Busy time of each crypto engine, in picoseconds. */
  readonly cryptoBusyPs: Readonly<Record<EndpointRole, number>>;
  /** Datagrams lost by the link, by sender. */
  readonly lost: Readonly<Record<EndpointRole, number>>;
  /** Datagrams dropped at a full receive fifo, by sender. */
  readonly overflowed: Readonly<Record<EndpointRole, number>>;
  readonly deltaCycles: number;
}

/** The result of `simulateHandshake()`. */
export interface SimulatedHandshake {
  /** Both endpoints became secure and both were closed. */
  readonly completed: boolean;
  /** The operations of all modules, ordered by begin. */
  readonly timeline: readonly TimelineEntry[];
  /** In the order of transmission. */
  readonly datagrams: readonly SimulatedDatagram[];
  readonly events: Readonly<Record<EndpointRole, readonly TimedEvent[]>>;
  /** The inputs of each core, for `replayInputs`. */
  readonly inputs: Readonly<Record<EndpointRole, readonly EndpointInput[]>>;
  readonly counters: SimulationCounters;
  /** Name of the profile. */
  readonly profile: string;
  /** Simulated time of the last activity, in picoseconds. */
  readonly endTimePs: number;
  /** The timeline as a value change dump. */
  vcd(): string;
}

/**
 * Simulates a handshake, application data in both directions and close_notify between two hardware stacks on a link, with
 * early data, client authentication, key updates and changes of the client's address on request:
 * 1. an input reaches the core, which processes it in zero simulated time and logs its operations and outputs,
 * 2. the modules replay that log: operations take the time of the profile, and each datagram is transmitted at its
 *    position in the log,
 * 3. the next input waits until the replay is done.
 *
 * The same options give the same result.
 *
 * @throws {ConfigError} when an option is invalid.
 * @throws {ModelError} when a module or the core throws; `cause` is the error of the core, for example
 *   `ERR_DTLS_MESSAGE_TOO_LARGE` for a message that exceeds a record.
 */
export function simulateHandshake(options: SimulationOptions): SimulatedHandshake {
  return new Simulation(options).run();
}

type SentDatagram = Omit<SimulatedDatagram, 'arrivedPs'> & { arrivedPs: number | undefined };

/** 1 January 2026. Any constant is suitable. */
const DEFAULT_EPOCH_MS = Date.UTC(2026, 0, 1);
/** Depth of the fifo for requests of the host software. */
const REQUEST_DEPTH = 16;

class Simulation {
  readonly #options: SimulationOptions;
  readonly #profile: StackProfile;
  readonly #kernel: Kernel;
  readonly #recorder = new TimelineRecorder();
  readonly #datagrams: SentDatagram[] = [];
  readonly #random: SeededRandom;

  constructor(options: SimulationOptions) {
    checkOptions(options);
    this.#options = options;
    this.#profile = resolveProfile(options.profile ?? 'ip-default');
    this.#random = new SeededRandom(options.seed ?? 1);
    this.#kernel = new Kernel(options.shuffleSeed === undefined ? {} : { shuffle: createShuffle(options.shuffleSeed) });
  }

  run(): SimulatedHandshake {
    const kernel = this.#kernel;
    const { messages = [new Uint8Array(1024)], messageIntervalMs = 0, keyUpdates = 0, migrations = 0 } = this.#options;
    const { earlyMessages = [], echoTimeoutMs = 1000, limitMs = 600_000 } = this.#options;
    const isAuthenticatedLater = this.#options.clientAuthentication === 'later';
    const respond = this.#options.respond ?? trustTestCertificate;
    const requests = { client: this.#requests('client'), server: this.#requests('server') };
    const plan = {
      earlyMessages,
      messages,
      intervalPs: Math.round(messageIntervalMs * PS_PER_MS),
      keyUpdates,
      migrations,
      certificateRequests: isAuthenticatedLater ? 1 : 0,
      timeoutPs: Math.round(echoTimeoutMs * PS_PER_MS),
    };
    const software = new ClientApplication(kernel, 'client.software', requests.client, respond, plan);
    const applications = {
      client: software,
      server: new EchoApplication(kernel, 'server.software', requests.server, respond, software, isAuthenticatedLater),
    };
    const client = this.#endpoint('client', applications.client);
    const server = this.#endpoint('server', applications.server);
    const uplink = this.#link();
    const downlink = this.#link();
    const pair = new ClientServerPair(kernel, '', this.#profile, {
      client: client.parts,
      server: server.parts,
      uplink: uplink.create,
      downlink: downlink.create,
    });
    pair.clientRequests.bind(requests.client);
    pair.serverRequests.bind(requests.server);
    this.#recordStack(pair.client);
    this.#recordStack(pair.server);
    this.#recordLink('client', pair.clientTransmitted, pair.serverReceived);
    this.#recordLink('server', pair.serverTransmitted, pair.clientReceived);

    kernel.run(Math.round(limitMs * PS_PER_MS), { starvationPolicy: 'exit-on-starvation' });

    const events = { client: applications.client.events, server: applications.server.events };
    const timeline = this.#recorder.entries;
    const endTimePs = kernel.now;
    return {
      completed: [events.client, events.server].every((each) => hasEvent(each, 'secure') && hasEvent(each, 'closed')),
      timeline,
      datagrams: this.#datagrams,
      events,
      inputs: { client: client.context.inputs, server: server.context.inputs },
      counters: {
        client: client.driver.endpoint?.statistics,
        server: server.driver.endpoint?.statistics,
        cryptoBusyPs: { client: client.busyPs(), server: server.busyPs() },
        lost: { client: uplink.get()?.lost ?? 0, server: downlink.get()?.lost ?? 0 },
        overflowed: { client: uplink.get()?.overflowed ?? 0, server: downlink.get()?.overflowed ?? 0 },
        deltaCycles: kernel.deltaCount,
      },
      profile: this.#profile.name,
      endTimePs,
      vcd: () => timelineVcd(timeline, endTimePs),
    };
  }

  #requests(role: EndpointRole): Fifo<HostRequest> {
    return new Fifo(this.#kernel, `${role}.requests`, REQUEST_DEPTH);
  }

  /** One endpoint of the core and the modules of its stack. */
  #endpoint(role: EndpointRole, application: Application) {
    const driver = createEndpointDriver(role, this.#options, 'logged');
    const context = new StackContext(this.#kernel, driver, this.#options.epochMs ?? DEFAULT_EPOCH_MS, application);
    let crypto: TimedCryptoEngine | undefined;
    return {
      driver,
      context,
      busyPs: () => crypto?.busyPs ?? 0,
      parts: {
        record: (kernel: Kernel, name: string) => new ReplayRecordLayer(kernel, name, context),
        handshake: (kernel: Kernel, name: string) => new ReplayHandshakeEngine(kernel, name, context),
        crypto: (kernel: Kernel, name: string, timing: StackProfile['cryptoEngine']) => {
          crypto = new TimedCryptoEngine(kernel, name, timing);
          return crypto;
        },
      },
    };
  }

  #link() {
    const loss = this.#options.loss ?? this.#profile.link.lossPpm / 1_000_000;
    let link: TimedLink | undefined;
    return {
      get: () => link,
      create: (kernel: Kernel, name: string, timing: StackProfile['link']) => {
        link = new TimedLink(kernel, name, timing, () => this.#random.chance(loss));
        return link;
      },
    };
  }

  /** Records the transactions of the crypto engine, and for the handshake engine the time between `work` and `done`. */
  #recordStack(stack: Stack): void {
    for (const module of [stack.record, stack.handshake]) {
      this.#recorder.recordSocket(module.crypto, stack.crypto.name, module.name, ({ address, dataLength }) => ({
        operation: cryptoEngineOperationAt(address) ?? 'unknown',
        bytes: dataLength,
      }));
    }
    this.#recorder.recordFifoLatency(
      stack.handshake.name,
      {
        fifo: stack.work,
        key: ({ end }) => end,
        describe: ({ first, end }) => ({ operation: 'work', bytes: end - first }),
      },
      { fifo: stack.done, key: ({ end }) => end },
    );
  }

  #recordLink(from: EndpointRole, transmitted: Fifo<Datagram>, received: Fifo<Datagram>): void {
    const sent = new Map<number, { arrivedPs: number | undefined }>();
    transmitted.observer = {
      itemPut: ({ sequence, path, data }, now) => {
        const datagram = { from, path, data, sentPs: now, arrivedPs: undefined };
        sent.set(sequence, datagram);
        this.#datagrams.push(datagram);
        this.#options.onDatagram?.(this.#datagrams.length, now);
      },
      itemTaken: () => {},
    };
    received.observer = {
      itemPut: ({ sequence }, now) => {
        const datagram = sent.get(sequence);
        if (datagram !== undefined) datagram.arrivedPs = now;
      },
      itemTaken: () => {},
    };
    this.#recorder.recordFifoLatency(
      from === 'client' ? 'uplink' : 'downlink',
      {
        fifo: transmitted,
        key: ({ sequence }) => sequence,
        describe: ({ data }) => ({ operation: 'datagram', bytes: data.length }),
      },
      { fifo: received, key: ({ sequence }) => sequence },
    );
  }
}

function hasEvent(events: readonly TimedEvent[], kind: TimedEvent['event']['kind']): boolean {
  return events.some(({ event }) => event.kind === kind);
}

function createShuffle(seed: number): (n: number) => number {
  const random = new SeededRandom(seed);
  return (n) => Math.floor(random.fraction() * n);
}
