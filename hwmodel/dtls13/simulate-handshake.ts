import { Association } from '../../generated/dtls13/hardware/association.ts';
import { cryptoEngineOperationAt } from '../../generated/dtls13/hardware/crypto-engine.ts';
import type { Datagram } from '../../generated/dtls13/hardware/datagram.ts';
import type { HostRequest } from '../../generated/dtls13/hardware/host-request.ts';
import type { Stack } from '../../generated/dtls13/hardware/stack.ts';
import {
  type StackProfile,
  type StackProfileName,
  stackProfiles,
} from '../../generated/dtls13/hardware/stack-profiles.ts';
import type { Statistics } from '../../runtime/dtls13/index.ts';
import { ConfigError } from '../../runtime/errors/config-error.ts';
import { type OptionNames, refuseUnknownOptions } from '../../runtime/errors/option-names.ts';
import { SeededRandom, trustTestCertificate } from '../../runtime/testing/index.ts';
import { type TimelineEntry, TimelineRecorder, timelineVcd } from '../analysis/index.ts';
import { Fifo, Kernel, PS_PER_MS } from '../kernel/index.ts';
import {
  type Application,
  type ApplicationRequestHandler,
  ClientApplication,
  EchoApplication,
  type TimedEvent,
} from './application.ts';
import { driveEndpoint, ENDPOINT_SETTINGS, type EndpointSettings, type Side } from './endpoints.ts';
import type { Input } from './input.ts';
import { PlayingHandshakeEngine } from './playing-handshake-engine.ts';
import { PlayingRecordLayer } from './playing-record-layer.ts';
import { StackSession } from './stack-session.ts';
import { TimedCryptoEngine } from './timed-crypto-engine.ts';
import { TimedLink } from './timed-link.ts';

export interface SimulationOptions extends EndpointSettings {
  /** Name of a profile of the hardware description, or one of your own. Default `ip-default`. */
  readonly profile?: StackProfileName | StackProfile;
  /** What the client sends when the connection is secure, one datagram each; the server sends each back. Default: 1024 bytes. */
  readonly messages?: readonly Uint8Array[];
  /** Probability from 0 to 1 that the link loses a datagram. Default: that of the profile, 0.1 % in `ip-default`. */
  readonly loss?: number;
  /** How long the client waits for its messages to come back before it closes, in simulated ms. Default 1000. */
  readonly patienceMs?: number;
  /** Where the simulation ends at the latest, in simulated ms. Default 600,000; at most 9,000,000. */
  readonly limitMs?: number;
  /** Begin of simulated time in ms since the Unix epoch. Default 1 January 2026. */
  readonly epochMs?: number;
  /** Decides about the server's certificate chain. Default: trusts the test certificate and nothing else. */
  readonly judge?: ApplicationRequestHandler;
  /** Runs processes that are runnable at once in a shuffled order that follows from this number. The outcome is the same. */
  readonly shuffleSeed?: number;
  /** Told of each datagram that an endpoint lets go: how many there were, and simulated time. For whoever has to wait. */
  readonly onDatagram?: (count: number, nowPs: number) => void;
}

/** A datagram that an endpoint let go. */
export interface SimulatedDatagram {
  readonly from: Side;
  readonly data: Uint8Array;
  readonly sentPs: number;
  /** Undefined: lost on the way. */
  readonly arrivedPs: number | undefined;
}

/** What was counted over the whole simulation. */
export interface SimulationCounters {
  readonly client: Statistics | undefined;
  readonly server: Statistics | undefined;
  /** Picoseconds in which each crypto engine was at work. */
  readonly cryptoBusyPs: Readonly<Record<Side, number>>;
  /** Datagrams lost by the link, and dropped at a full receive fifo; by sender. */
  readonly lost: Readonly<Record<Side, number>>;
  readonly overflowed: Readonly<Record<Side, number>>;
  readonly deltaCycles: number;
}

export interface SimulatedHandshake {
  /** Both sides became secure and both were closed. */
  readonly completed: boolean;
  /** Which module did what, from when to when; by begin. */
  readonly timeline: readonly TimelineEntry[];
  /** In the order of sending. */
  readonly datagrams: readonly SimulatedDatagram[];
  readonly events: Readonly<Record<Side, readonly TimedEvent[]>>;
  /** What each core was told, for `replayInputs`. */
  readonly inputs: Readonly<Record<Side, readonly Input[]>>;
  readonly counters: SimulationCounters;
  readonly profile: string;
  /** Simulated time of the last activity. */
  readonly endTimePs: number;
  /** The timeline as a value change dump. */
  vcd(): string;
}

/**
 * A handshake, application data both ways and close_notify between two hardware stacks on a link, in simulated time.
 * The core decides everything in zero time; its cryptography is then played through the crypto engine, each datagram
 * goes at the point at which the core had committed it, and the next input waits until all of it is done.
 * The same options give the same result.
 *
 * Throws ConfigError for an option that cannot be used, and ModelError with its `cause` when a module or the core throws:
 * ERR_DTLS_MESSAGE_TOO_LARGE for a message that no record holds.
 */
export function simulateHandshake(options: SimulationOptions): SimulatedHandshake {
  return new Simulation(options).run();
}

const SIMULATION: OptionNames<SimulationOptions> = {
  ...ENDPOINT_SETTINGS,
  profile: true,
  messages: true,
  loss: true,
  patienceMs: true,
  limitMs: true,
  epochMs: true,
  judge: true,
  shuffleSeed: true,
  onDatagram: true,
};

/** 1 January 2026: any fixed moment does. */
const EPOCH = Date.UTC(2026, 0, 1);
/** How many requests of its software a stack takes before it looks at them. */
const REQUEST_DEPTH = 16;

class Simulation {
  readonly #options: SimulationOptions;
  readonly #profile: StackProfile;
  readonly #kernel: Kernel;
  readonly #recorder = new TimelineRecorder();
  readonly #datagrams: { from: Side; data: Uint8Array; sentPs: number; arrivedPs: number | undefined }[] = [];
  readonly #random: SeededRandom;

  constructor(options: SimulationOptions) {
    refuseUnknownOptions(options, SIMULATION, 'simulateHandshake()');
    checkOptions(options);
    this.#options = options;
    this.#profile = profileOf(options.profile ?? 'ip-default');
    this.#random = new SeededRandom(options.seed ?? 1);
    this.#kernel = new Kernel(options.shuffleSeed === undefined ? {} : { shuffle: shuffler(options.shuffleSeed) });
  }

  run(): SimulatedHandshake {
    const kernel = this.#kernel;
    const { messages = [new Uint8Array(1024)], patienceMs = 1000, limitMs = 600_000 } = this.#options;
    const judge = this.#options.judge ?? trustTestCertificate;
    const requests = { client: this.#requests('client'), server: this.#requests('server') };
    const patiencePs = Math.round(patienceMs * PS_PER_MS);
    const applications = {
      client: new ClientApplication(kernel, 'client.software', requests.client, judge, messages, patiencePs),
      server: new EchoApplication(kernel, 'server.software', requests.server, judge),
    };
    const client = this.#side('client', applications.client);
    const server = this.#side('server', applications.server);
    const uplink = this.#link();
    const downlink = this.#link();
    const association = new Association(kernel, '', this.#profile, {
      client: client.parts,
      server: server.parts,
      uplink: uplink.make,
      downlink: downlink.make,
    });
    association.clientRequests.bind(requests.client);
    association.serverRequests.bind(requests.server);
    this.#watchStack(association.client);
    this.#watchStack(association.server);
    this.#watchLink('client', association.clientTransmitted, association.serverReceived);
    this.#watchLink('server', association.serverTransmitted, association.clientReceived);

    kernel.run(Math.round(limitMs * PS_PER_MS), { starvation: 'stay' });

    const events = { client: applications.client.events, server: applications.server.events };
    const timeline = this.#recorder.entries;
    const endTimePs = kernel.now;
    return {
      completed: [events.client, events.server].every((each) => saw(each, 'secure') && saw(each, 'closed')),
      timeline,
      datagrams: this.#datagrams,
      events,
      inputs: { client: client.session.inputs, server: server.session.inputs },
      counters: {
        client: client.endpoint.endpoint?.statistics,
        server: server.endpoint.endpoint?.statistics,
        cryptoBusyPs: { client: client.busyPs(), server: server.busyPs() },
        lost: { client: uplink.made()?.lost ?? 0, server: downlink.made()?.lost ?? 0 },
        overflowed: { client: uplink.made()?.overflowed ?? 0, server: downlink.made()?.overflowed ?? 0 },
        deltaCycles: kernel.deltaCount,
      },
      profile: this.#profile.name,
      endTimePs,
      vcd: () => timelineVcd(timeline, endTimePs),
    };
  }

  #requests(side: Side): Fifo<HostRequest> {
    return new Fifo(this.#kernel, `${side}.requests`, REQUEST_DEPTH);
  }

  /** The handwritten modules of one stack around one endpoint of the core. */
  #side(side: Side, application: Application) {
    const endpoint = driveEndpoint(side, this.#options, 'logged');
    const session = new StackSession(this.#kernel, endpoint, this.#options.epochMs ?? EPOCH, application);
    let crypto: TimedCryptoEngine | undefined;
    return {
      endpoint,
      session,
      busyPs: () => crypto?.busyPs ?? 0,
      parts: {
        record: (kernel: Kernel, name: string) => new PlayingRecordLayer(kernel, name, session),
        handshake: (kernel: Kernel, name: string) => new PlayingHandshakeEngine(kernel, name, session),
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
      made: () => link,
      make: (kernel: Kernel, name: string, timing: StackProfile['link']) => {
        link = new TimedLink(kernel, name, timing, () => this.#random.chance(loss));
        return link;
      },
    };
  }

  /** Every transaction is work of the crypto engine; between work and done the handshake engine is at work. */
  #watchStack(stack: Stack): void {
    for (const module of [stack.record, stack.handshake]) {
      this.#recorder.watchSocket(module.crypto, stack.crypto.name, module.name, ({ address, dataLength }) => ({
        operation: cryptoEngineOperationAt(address) ?? 'unknown',
        bytes: dataLength,
      }));
    }
    this.#recorder.watchPassage(
      stack.handshake.name,
      {
        fifo: stack.work,
        key: ({ end }) => end,
        describe: ({ first, end }) => ({ operation: 'work', bytes: end - first }),
      },
      { fifo: stack.done, key: ({ end }) => end },
    );
  }

  #watchLink(from: Side, transmitted: Fifo<Datagram>, received: Fifo<Datagram>): void {
    const sent = new Map<number, { arrivedPs: number | undefined }>();
    transmitted.observer = {
      put: ({ sequence, data }, now) => {
        const datagram = { from, data, sentPs: now, arrivedPs: undefined };
        sent.set(sequence, datagram);
        this.#datagrams.push(datagram);
        this.#options.onDatagram?.(this.#datagrams.length, now);
      },
      got: () => {},
    };
    received.observer = {
      put: ({ sequence }, now) => {
        const datagram = sent.get(sequence);
        if (datagram !== undefined) datagram.arrivedPs = now;
      },
      got: () => {},
    };
    this.#recorder.watchPassage(
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

function saw(events: readonly TimedEvent[], kind: TimedEvent['event']['kind']): boolean {
  return events.some(({ event }) => event.kind === kind);
}

function profileOf(profile: StackProfileName | StackProfile): StackProfile {
  if (typeof profile !== 'string') return profile;
  const named: Readonly<Record<string, StackProfile>> = stackProfiles;
  if (Object.hasOwn(named, profile) && named[profile] !== undefined) return named[profile];
  throw new ConfigError('profile', `"${profile}" is none of ${Object.keys(stackProfiles).join(', ')}`);
}

function checkOptions({ seed, loss, patienceMs, limitMs, epochMs, shuffleSeed }: SimulationOptions): void {
  checkRange('seed', seed, 0, 2 ** 32 - 1, true);
  checkRange('shuffleSeed', shuffleSeed, 0, 2 ** 32 - 1, true);
  checkRange('loss', loss, 0, 1, false);
  checkRange('patienceMs', patienceMs, 0, 9_000_000, false);
  checkRange('limitMs', limitMs, 0, 9_000_000, false);
  checkRange('epochMs', epochMs, 0, 8.64e15, false);
}

function checkRange(option: string, value: number | undefined, min: number, max: number, whole: boolean): void {
  if (value === undefined) return;
  if (value >= min && value <= max && (!whole || Number.isSafeInteger(value))) return;
  throw new ConfigError(option, `${value} is not a ${whole ? 'whole ' : ''}number from ${min} to ${max}`);
}

function shuffler(seed: number): (n: number) => number {
  const random = new SeededRandom(seed);
  return (n) => Math.floor(random.fraction() * n);
}
