import { deepEqual } from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Session, WirechartError } from 'wirechart/dtls13/core';
import type { VirtualClock } from 'wirechart/testing';
import { checkHandshake } from './expectations.ts';
import { encodePacket, type Opcode, OpcodeReader, TIMEOUT_ACKNOWLEDGEMENT } from './opcode-channel.ts';
import { ShimCredentials } from './shim-credentials.ts';
import { createEndpoint, type EndpointChange } from './shim-endpoint.ts';
import type { ShimFlags } from './shim-flags.ts';
import { type EventHandler, ShimHost } from './shim-host.ts';
import { receivesBatches } from './shim-provider.ts';

/** The first message of `-shim-writes-first`. */
const FIRST_MESSAGE = 'hello';
/** Timers that are due within this time, in milliseconds, count as due; DTLSv1_get_timeout of OpenSSL. */
const TIMER_GRANULARITY = 15;
/** Real time after which a flight of the runner is complete, in milliseconds. */
const FLIGHT_PAUSE = 200;
const NANOSECONDS_PER_MILLISECOND = 1e6;

/** What the connections of a test have in common. */
export interface ExchangeContext {
  readonly clock: VirtualClock;
  /** False: the first connection. */
  readonly isResumption: boolean;
  /** What a client resumes. */
  readonly session: Session | undefined;
}

/**
 * One connection with the runner, from the first flight to the end of the application data.
 *
 * 1. Handshake: opcodes of the runner drive the endpoint until it is secure.
 * 2. Application data: the flags' messages are sent, then each message is returned with its bits inverted.
 * 3. The end: close_notify or the end of the TCP stream.
 */
export class Exchange implements EventHandler {
  readonly #flags: ShimFlags;
  readonly #socket: Socket;
  readonly #clock: VirtualClock;
  readonly #context: ExchangeContext;
  readonly #host: ShimHost;
  readonly #credentials: ShimCredentials;
  #secure = false;
  #peerClosed = false;
  #isUpdatingKeys = false;
  #done = false;
  #session: Session | undefined;
  #failure: unknown;
  /** What the application does next. */
  readonly #actions: (() => void)[] = [];
  #change: EndpointChange = {};

  constructor(flags: ShimFlags, context: ExchangeContext, socket: Socket) {
    this.#flags = flags;
    this.#context = context;
    this.#clock = context.clock;
    this.#credentials = new ShimCredentials(flags);
    this.#socket = socket;
    const send = (datagram: Uint8Array): void => {
      socket.write(encodePacket(datagram));
    };
    const { isResumption } = context;
    this.#host = new ShimHost(flags, this.#credentials.psks, isResumption, this.#clock, send, this);
  }

  /**
   * The last session that the server offered. Throws what ended the connection: an error of the core, or an expectation
   * that is not met.
   */
  async run(): Promise<Session | undefined> {
    this.#attach();
    await this.#readStream();
    if (this.#failure !== undefined) throw this.#failure;
    if (!this.#secure) throw new Error('the stream ended during the handshake');
    if (this.#flags['check-close-notify'] && !this.#peerClosed) throw new Error('the peer sent no close_notify');
    if (!this.#flags.server) {
      const isExpected = !this.#flags['expect-no-session'] && !this.#flags['shim-shuts-down'];
      if (isExpected !== (this.#session !== undefined))
        throw new Error(`a session was ${isExpected ? 'not ' : ''}offered`);
    }
    if (this.#flags['expect-ticket-supports-early-data']) {
      deepEqual((this.#session?.maxEarlyData ?? 0) > 0, true, 'early data of the session');
    }
    return this.#session;
  }

  async #readStream(): Promise<void> {
    const reader = new OpcodeReader();
    const closed = once(this.#socket, 'close');
    // The runner may close the stream while the shim writes: that is the end of the stream, and 'close' follows.
    this.#socket.on('error', () => {});
    this.#socket.on('end', () => this.#socket.end());
    this.#socket.on('data', (bytes: Uint8Array) => {
      // After the end, the rest of the stream is read and ignored until the runner closes it.
      if (this.#ended) return;
      reader.push(bytes);
      this.#read(reader);
    });
    await closed;
  }

  /** Handles the opcodes that have arrived; datagrams one after the other are one batch where the provider has them. */
  #read(reader: OpcodeReader): void {
    const batch: Uint8Array[] = [];
    const flush = (): void => {
      if (batch.length > 0) this.#handle(() => this.#host.receiveBatch(batch.splice(0)));
    };
    for (let opcode = reader.next(); opcode !== undefined && !this.#ended; opcode = reader.next()) {
      const next = opcode;
      if (next.kind === 'packet') batch.push(next.datagram);
      if (next.kind !== 'packet' || !receivesBatches) flush();
      if (next.kind !== 'packet') this.#handle(() => this.#obey(next));
    }
    flush();
    if (this.#ended) this.#socket.end();
    // The flight of the runner may be longer than this chunk; when no more follows, the runner waits.
    else if (this.#host.hasDelayedRequest) setTimeout(() => this.#respondDelayed(), FLIGHT_PAUSE);
  }

  get #ended(): boolean {
    return this.#done || this.#failure !== undefined;
  }

  #handle(input: () => void): void {
    try {
      input();
      this.#act();
    } catch (error) {
      this.#failure ??= error;
    }
  }

  #obey(opcode: Exclude<Opcode, { kind: 'packet' }>): void {
    switch (opcode.kind) {
      case 'timeout':
        this.#socket.write(TIMEOUT_ACKNOWLEDGEMENT);
        this.#advance(Number(opcode.nanoseconds) / NANOSECONDS_PER_MILLISECOND);
        break;
      case 'mtu':
        this.#configure({ maxDatagramSize: opcode.size });
        break;
      case 'initialTimeout':
        this.#configure({ initialTimeout: opcode.milliseconds });
        break;
      case 'expectTimeout':
        this.#expectTimeout(opcode.nanoseconds);
        break;
    }
  }

  #respondDelayed(): void {
    this.#host.respondDelayed();
    this.#act();
  }

  #act(): void {
    for (let action = this.#actions.shift(); action !== undefined && !this.#ended; action = this.#actions.shift()) {
      action();
      this.#host.drain();
    }
  }

  #configure(change: EndpointChange): void {
    const { connection } = this.#host;
    this.#change = { ...this.#change, ...change };
    if (connection !== undefined) {
      connection.configure(change, this.#clock.now);
      this.#host.drain();
    } else {
      // Without a connection a server has no state: its successor continues.
      this.#attach();
    }
  }

  #attach(): void {
    const { session } = this.#context;
    const { now } = this.#clock;
    this.#host.attach(createEndpoint(this.#flags, this.#credentials, session, this.#change, this.#host, now));
  }

  /** Milliseconds until the next timer expires. */
  get #timeLeft(): number {
    const { retransmit, ack } = this.#host.connection?.timers() ?? { retransmit: Infinity, ack: Infinity };
    return Math.min(retransmit, ack) - this.#clock.now;
  }

  #advance(milliseconds: number): void {
    this.#host.advance(milliseconds);
    const left = this.#timeLeft;
    if (left > 0 && left < TIMER_GRANULARITY) this.#host.advance(left);
  }

  #expectTimeout(nanoseconds: bigint | undefined): void {
    const left = this.#timeLeft;
    const actual = left < TIMER_GRANULARITY ? 0 : left;
    const expected = nanoseconds === undefined ? Infinity : Number(nanoseconds) / NANOSECONDS_PER_MILLISECOND;
    // Microseconds: the resolution of the clock of OpenSSL.
    if (Math.abs(actual - expected) < 0.0005 || actual === expected) return;
    throw new Error(`expected the next timer in ${expected} ms, but it expires in ${actual} ms`);
  }

  // EventHandler. The application acts after the output of the input: a connection sends key updates before data.

  secured(event: Parameters<EventHandler['secured']>[0]): void {
    this.#secure = true;
    this.#actions.push(() => this.#begin(event));
  }

  received(data: Uint8Array): void {
    this.#actions.push(() => this.#reply(data));
  }

  sessionReceived(session: Session): void {
    this.#session = session;
  }

  keysUpdated(): void {
    this.#isUpdatingKeys = false;
  }

  peerClosed(): void {
    this.#actions.push(() => {
      this.#peerClosed = true;
      if (!this.#secure) return;
      if (this.#flags['check-close-notify']) this.#host.connection?.close(this.#clock.now);
      this.#done = true;
    });
  }

  failed(error: WirechartError): void {
    this.#failure ??= error;
  }

  #begin(event: Parameters<EventHandler['secured']>[0]): void {
    const flags = this.#flags;
    const isResumed = this.#context.isResumption && !flags['expect-session-miss'];
    deepEqual(event.resumed, isResumed, 'resumption');
    const { psks, selected } = this.#credentials;
    const credential = event.pskIdentity === undefined ? selected : psks.numberOf(event.pskIdentity);
    checkHandshake(flags, event, this.#host.peerChain !== undefined, credential);
    const { ocspResponse } = this.#host;
    const expected = flags['expect-ocsp-response'];
    // A resumed session has no response: the application kept what it needs.
    if (expected !== undefined && !isResumed) {
      deepEqual(ocspResponse && Buffer.from(ocspResponse).toString('base64'), expected, 'OCSP response');
    }
    const length = flags['export-keying-material'];
    if (length !== undefined) this.#send(this.#keyingMaterial(length));
    if (flags['shim-writes-first']) this.#send(new TextEncoder().encode(FIRST_MESSAGE));
    if (flags['shim-shuts-down']) this.#shutDown();
    else if (flags['key-update-before-read']) this.#updateKeys();
  }

  #reply(data: Uint8Array): void {
    if (this.#flags['key-update']) this.#updateKeys();
    this.#send(data.map((byte) => byte ^ 0xff));
    if (this.#flags['key-update-before-read']) this.#updateKeys();
  }

  #keyingMaterial(length: number): Uint8Array {
    const { 'export-label': label = '', 'export-context': context = '' } = this.#flags;
    const connection = this.#host.connection;
    if (connection === undefined) throw new Error('no connection');
    // TLS 1.3 does not distinguish an empty context from none; RFC 9846 section 7.5.
    return connection.exportKeyingMaterial(label, new TextEncoder().encode(context), length);
  }

  #shutDown(): void {
    if (this.#flags['check-close-notify']) this.#host.connection?.close(this.#clock.now);
    else this.#done = true;
  }

  /** The suite counts on an application that starts no update while one is not acknowledged. */
  #updateKeys(): void {
    if (this.#isUpdatingKeys) return;
    this.#isUpdatingKeys = true;
    this.#host.connection?.updateKeys({}, this.#clock.now);
    this.#host.drain();
  }

  #send(data: Uint8Array): void {
    const accepted = this.#host.connection?.sendMany(
      data,
      Int32Array.of(0),
      Int32Array.of(data.length),
      this.#clock.now,
    );
    if (accepted !== 1) throw new Error('the connection accepts no data');
    this.#host.drain();
  }
}
