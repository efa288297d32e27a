import { type OptionNames, refuseUnknownOptions } from '../errors/option-names.ts';
import { WirechartError } from '../errors/wirechart-error.ts';
import { SeededRandom } from './seeded-random.ts';
import { type ApplicationRequestHandler, SimulatedHost, type Wire } from './simulated-host.ts';
import { VirtualClock } from './virtual-clock.ts';

/** The impairments of the network. Probabilities are from 0 to 1, times in milliseconds. */
export interface NetworkConditions {
  /** Seed of all random decisions of the network. Default 1. */
  readonly seed?: number;
  /** Delay in one direction. Default 10. */
  readonly latency?: number;
  /** Maximum of an additional random delay, which also reorders datagrams. Default 0. */
  readonly jitter?: number;
  /** Probability that a datagram is lost. Default 0. */
  readonly loss?: number;
  /** Probability of a second copy, with its own delay. Default 0. */
  readonly duplication?: number;
}

const CONDITIONS: OptionNames<NetworkConditions> = {
  seed: true,
  latency: true,
  jitter: true,
  loss: true,
  duplication: true,
};

/** A datagram that was sent, delivered or lost. */
export interface SentDatagram {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly from: string;
  readonly to: string;
  readonly bytes: Uint8Array;
  /** The arrival times of its copies; empty: it is lost. */
  readonly arrivals: readonly number[];
}

interface Arrival {
  readonly at: number;
  readonly order: number;
  readonly from: string;
  readonly to: string;
  readonly bytes: Uint8Array;
}

/** The initial time: 1 January 2026. */
const START = Date.UTC(2026, 0, 1);

/** Hosts and the datagrams between them, in virtual time: a run does not wait. */
export class SimulatedNetwork implements Wire {
  readonly clock = new VirtualClock(START);
  /** All sent datagrams, in order. */
  readonly datagrams: SentDatagram[] = [];
  readonly #hosts: SimulatedHost[] = [];
  /** The host at each address, and its own name for this address. */
  readonly #addresses = new Map<string, { readonly host: SimulatedHost; readonly local: string }>();
  /** The address that a NAT puts in place of a host's own. */
  readonly #translations = new Map<string, string>();
  /** The longest datagrams of addresses. */
  readonly #limits = new Map<string, { readonly length: number; readonly isReported: boolean }>();
  readonly #conditions: Required<NetworkConditions>;
  readonly #random: SeededRandom;
  #arrivals: Arrival[] = [];
  #order = 0;

  constructor(conditions: NetworkConditions = {}) {
    refuseUnknownOptions(conditions, CONDITIONS, 'SimulatedNetwork');
    this.#conditions = { seed: 1, latency: 10, jitter: 0, loss: 0, duplication: 0, ...conditions };
    this.#random = new SeededRandom(this.#conditions.seed);
  }

  get now(): number {
    return this.clock.now;
  }

  /** Adds a host with the address `name`. `handler` responds to the requests of its endpoint. */
  host(name: string, handler: ApplicationRequestHandler): SimulatedHost {
    const host = new SimulatedHost(name, this, handler);
    this.#hosts.push(host);
    this.addAddress(host, name);
    return host;
  }

  /** Gives a host another address, for `SimulatedHost.path` and `Connection.migrate`. */
  addAddress(host: SimulatedHost, address: string): void {
    this.#addresses.set(address, { host, local: address });
  }

  /** Removes an address: datagrams to it are lost. */
  removeAddress(address: string): void {
    this.#addresses.delete(address);
  }

  /**
   * Longest datagram that the network carries to or from `address`, in bytes. Longer ones are lost; with `isReported`
   * the host that sends one is told, as by EMSGSIZE. Infinity: no limit.
   */
  limitDatagrams(address: string, length: number, isReported = false): void {
    this.#limits.set(address, { length, isReported });
  }

  /**
   * A NAT between the host with `address` and the others gives it the new address `translated`, as after a restart. The
   * host does not notice it. Datagrams to the previous address are lost.
   */
  rebind(address: string, translated: string): void {
    const previous = this.#translations.get(address) ?? address;
    const host = this.#addresses.get(previous)?.host;
    if (host === undefined) throw new WirechartError('ERR_WIRECHART_SIMULATION', `no host has the address ${address}`);
    this.#addresses.delete(previous);
    this.#translations.set(address, translated);
    this.#addresses.set(translated, { host, local: address });
  }

  send(source: string, to: string, datagram: Uint8Array): void {
    const from = this.#translations.get(source) ?? source;
    const { loss, duplication } = this.#conditions;
    const bytes = datagram.slice();
    const limit = [this.#limits.get(from), this.#limits.get(to)].find((each) => each && bytes.length > each.length);
    if (limit !== undefined) {
      this.datagrams.push({ at: this.now, from, to, bytes, arrivals: [] });
      if (limit.isReported) this.#addresses.get(from)?.host.datagramTooLong(to, bytes.length, source);
      return;
    }
    const copies = this.#random.chance(loss) ? 0 : this.#random.chance(duplication) ? 2 : 1;
    const arrivals = Array.from({ length: copies }, () => this.#schedule(from, to, bytes));
    this.datagrams.push({ at: this.now, from, to, bytes, arrivals });
  }

  /** Delivers a datagram that no host sent, at the current time. */
  inject(from: string, to: string, bytes: Uint8Array): void {
    this.#arrivals.push({ at: this.now, order: this.#order++, from, to, bytes: bytes.slice() });
  }

  /**
   * Advances time from event to event until `done` returns true, no event is left or `limit` milliseconds have passed.
   * Returns whether `done` returned true.
   */
  run(done: () => boolean, limit = 600_000): boolean {
    const end = this.now + limit;
    while (!done()) {
      const next = this.#next();
      if (next === Number.POSITIVE_INFINITY || next > end) {
        this.clock.advanceTo(Math.min(next, end));
        return false;
      }
      this.clock.advanceTo(next);
      this.#step();
    }
    return true;
  }

  /** Advances time by `milliseconds`. */
  advance(milliseconds: number): void {
    this.run(() => false, milliseconds);
    this.clock.advanceTo(this.now);
  }

  #schedule(from: string, to: string, bytes: Uint8Array): number {
    const { latency, jitter } = this.#conditions;
    const at = this.now + latency + this.#random.fraction() * jitter;
    this.#arrivals.push({ at, order: this.#order++, from, to, bytes });
    return at;
  }

  #next(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { at } of this.#arrivals) next = Math.min(next, at);
    for (const host of this.#hosts) next = Math.min(next, host.deadline);
    return next;
  }

  /** Processes all events that are due: first datagrams, in the order of arrival, then timers. */
  #step(): void {
    const due = this.#arrivals.filter(({ at }) => at <= this.now).sort((a, b) => a.at - b.at || a.order - b.order);
    this.#arrivals = this.#arrivals.filter(({ at }) => at > this.now);
    for (const { from, to, bytes } of due) {
      const target = this.#addresses.get(to);
      target?.host.receive(from, bytes, target.local);
    }
    for (const host of this.#hosts) if (host.deadline <= this.now) host.wake();
  }
}
