import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { type Connection, type ConnectionEvent, Dissection, type Endpoint } from 'wirechart/dtls13/core';
import { type ApplicationRequestHandler, SimulatedHost, type Wire } from 'wirechart/testing';
import { testProvider } from '../net/host-under-test.ts';
import { keyLogLine } from './key-log.ts';

/** A datagram of DTLS, as it crossed the socket. */
export interface CrossedDatagram {
  readonly from: 'us' | 'peer';
  readonly bytes: Uint8Array;
}

/** A change of datagrams by a test: those it returns are delivered, in this order. */
export interface Impairment {
  readonly sent?: (datagram: Uint8Array, index: number) => readonly Uint8Array[];
  readonly received?: (datagram: Uint8Array, index: number) => readonly Uint8Array[];
}

/** Time limit of a wait in milliseconds; a peer's first answer takes some hundreds. */
const WAIT_TIMEOUT = 40_000;

/**
 * Drives a bare core over a real UDP socket on 127.0.0.1 in real time, so that a test sees each datagram and each event
 * and can change the datagrams.
 */
export class RealHost implements Wire {
  readonly host: SimulatedHost;
  /** Sent and received datagrams, as they crossed the socket: after and before impairment. */
  readonly datagrams: CrossedDatagram[] = [];
  /** Called with datagrams that are not DTLS by their first byte; RFC 7983. */
  onother: ((message: Buffer, address: string, port: number) => void) | undefined;
  readonly #socket: Socket;
  readonly #impairment: Impairment;
  readonly #checks = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;
  #sent = 0;
  #received = 0;

  private constructor(socket: Socket, verify: ApplicationRequestHandler, impairment: Impairment) {
    this.#socket = socket;
    this.#impairment = impairment;
    this.host = new SimulatedHost('us', this, verify);
    this.host.onevent = () => this.#changed();
    socket.on('message', (message, { address, port }) => this.#receive(message, address, port));
  }

  static async open(verify: ApplicationRequestHandler, impairment: Impairment = {}): Promise<RealHost> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new RealHost(socket, verify, impairment);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** The clock of the core: milliseconds since the Unix epoch. */
  get now(): number {
    return performance.timeOrigin + performance.now();
  }

  attach(endpoint: Endpoint): void {
    this.host.attach(endpoint);
    this.#arm();
  }

  /** After a call into a connection: sends its output. */
  drain(): void {
    this.host.drain();
    this.#arm();
    this.#changed();
  }

  send(_from: string, to: string, datagram: Uint8Array): void {
    const [address, port] = to.split(':');
    const index = this.#sent++;
    for (const bytes of this.#impairment.sent?.(datagram, index) ?? [datagram]) {
      this.datagrams.push({ from: 'us', bytes: bytes.slice() });
      this.#socket.send(bytes, Number(port), address);
    }
  }

  sendRaw(message: Buffer, address: string, port: number): void {
    this.#socket.send(message, port, address);
  }

  /** Resolves with the first event of a kind; rejects when the association ends without it. */
  event<Kind extends ConnectionEvent['kind']>(kind: Kind): Promise<Extract<ConnectionEvent, { kind: Kind }>> {
    return this.until(`the event ${kind}`, () => {
      for (const { event } of this.host.events) {
        if (event.kind === kind) return event as Extract<ConnectionEvent, { kind: Kind }>;
        if (event.kind === 'error') throw event.error;
        if (event.kind === 'closed') throw new Error(`the association closed before the event ${kind}`);
      }
      return undefined;
    });
  }

  /** Resolves with the error that ends the association. */
  failure(): Promise<Error> {
    return this.until('the end', () => {
      for (const { event } of this.host.events) if (event.kind === 'error') return event.error;
      return undefined;
    });
  }

  /** Calls `look` again after every event and datagram, until it returns a value. */
  until<T>(what: string, look: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const finish = (act: () => void): void => {
        clearTimeout(timer);
        this.#checks.delete(check);
        act();
      };
      const check = (): void => {
        try {
          const found = look();
          if (found !== undefined) finish(() => resolve(found));
        } catch (error) {
          finish(() => reject(error));
        }
      };
      const timer = setTimeout(
        () => finish(() => reject(new Error(`${what} did not occur; ${this.#history()}`))),
        WAIT_TIMEOUT,
      );
      this.#checks.add(check);
      check();
    });
  }

  /** Our side of the one association. Throws before its first event. */
  get connection(): Connection {
    const [first] = this.host.events;
    if (first === undefined) throw new Error('there is no association yet');
    return first.of;
  }

  /** Our secrets, in the form and order of `keyLogLines`. */
  keyLog(): string[] {
    return this.host.events
      .flatMap(({ event }) =>
        event.kind === 'keylog' ? [keyLogLine(event.label, event.clientRandom, event.secret)] : [],
      )
      .toSorted();
  }

  /**
   * What crossed the socket, record by record, protected ones opened: `peer: epoch 3: ACK 2/0`. Before the handshake is
   * over, AES-128-GCM is assumed.
   */
  transcript(ours: 'client' | 'server'): string[] {
    let suite = 'TLS_AES_128_GCM_SHA256';
    for (const { event } of this.host.events) if (event.kind === 'secure') suite = event.cipherSuite;
    const dissection = new Dissection(testProvider, suite);
    for (const { event } of this.host.events) {
      if (event.kind === 'keylog') dissection.addSecret(event.label, event.secret);
    }
    const theirs = ours === 'client' ? 'server' : 'client';
    return this.datagrams.flatMap(({ from, bytes }) =>
      dissection.describe(from === 'us' ? ours : theirs, bytes).map((line) => `${from}: ${line}`),
    );
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#socket.close();
  }

  #receive(message: Buffer, address: string, port: number): void {
    const first = message[0] ?? 0;
    if (first >= 20 && first <= 63) {
      const index = this.#received++;
      // A plain array of its own: `slice` of a Buffer would be a view, and records are opened in place.
      const datagram = Uint8Array.from(message);
      for (const bytes of this.#impairment.received?.(datagram, index) ?? [datagram]) {
        this.datagrams.push({ from: 'peer', bytes });
        this.host.receive(`${address}:${port}`, bytes);
      }
      this.#arm();
    } else {
      this.onother?.(message, address, port);
    }
    this.#changed();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const { deadline } = this.host;
    if (deadline === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(() => this.#wake(), Math.max(0, Math.ceil(deadline - this.now)));
  }

  #wake(): void {
    if (this.host.deadline <= this.now) this.host.wake();
    this.#arm();
    this.#changed();
  }

  #changed(): void {
    for (const check of [...this.#checks]) check();
  }

  #history(): string {
    const events = this.host.events.map(({ event }) => event.kind).join(' ');
    const datagrams = this.datagrams.map(({ from, bytes }) => `${from} ${bytes.length}`).join(', ');
    return `events: ${events || 'none'}; datagrams: ${datagrams || 'none'}`;
  }
}
