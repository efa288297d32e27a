import { X509Certificate } from 'node:crypto';
import {
  type ApplicationRequest,
  type ApplicationResponse,
  type ChainRequest,
  type Connection,
  type ConnectionEvent,
  type Endpoint,
  type Session,
  WirechartError,
} from 'wirechart/dtls13/core';
import { SimulatedHost, type VirtualClock } from 'wirechart/testing';
import type { PskCredentials } from './psk-credentials.ts';
import type { ShimFlags } from './shim-flags.ts';

type SecureEvent = Extract<ConnectionEvent, { kind: 'secure' }>;

/** What the exchange does with the events of its connection. */
export interface EventHandler {
  secured(event: SecureEvent): void;
  received(data: Uint8Array): void;
  keysUpdated(): void;
  sessionReceived(session: Session): void;
  peerClosed(): void;
  failed(error: WirechartError): void;
}

/** The host of the one endpoint of a shim: its network is the runner, its clock moves only on request. */
export class ShimHost extends SimulatedHost {
  readonly #clock: VirtualClock;
  readonly #handler: EventHandler;
  readonly #isResumed: boolean;
  #endpoint: Endpoint | undefined;
  #connection: Connection | undefined;
  readonly #responseDelay: number;
  #delayedRequest: (() => void) | undefined;
  #peerChain: readonly Uint8Array[] | undefined;
  #ocspResponse: Uint8Array | undefined;

  /** `isResumed`: the connection resumes a session. */
  constructor(
    flags: ShimFlags,
    psks: PskCredentials,
    isResumed: boolean,
    clock: VirtualClock,
    send: (datagram: Uint8Array) => void,
    handler: EventHandler,
  ) {
    const network = {
      get now() {
        return clock.now;
      },
      send: (_from: string, _to: string, datagram: Uint8Array) => send(datagram),
    };
    super('shim', network, (request) => this.#verify(request, flags));
    this.path('runner');
    this.lookUpPsk = (request) => psks.lookUp(request);
    this.#isResumed = isResumed && !flags['expect-session-miss'];
    this.#clock = clock;
    this.#responseDelay = flags['private-key-delay-ms'] ?? 0;
    this.#handler = handler;
    this.onevent = (connection, event) => this.#dispatch(connection, event);
  }

  /** The connection with the runner; undefined: the server has not accepted a ClientHello. */
  get connection(): Connection | undefined {
    return this.#connection;
  }

  /** DER, end entity first; undefined: the peer sent no certificate. */
  get peerChain(): readonly Uint8Array[] | undefined {
    return this.#peerChain;
  }

  /** In DER; undefined: the peer sent none, or a session is resumed. */
  get ocspResponse(): Uint8Array | undefined {
    return this.#ocspResponse;
  }

  /**
   * The answers of the application may take time: `-private-key-delay-ms` delays them, because the flight with our
   * signature follows.
   */
  override request(connection: Connection, request: ApplicationRequest): void {
    if (this.#responseDelay === 0) super.request(connection, request);
    else this.#delayedRequest = () => super.request(connection, request);
  }

  get hasDelayedRequest(): boolean {
    return this.#delayedRequest !== undefined;
  }

  /** The delay has passed, and the timers that expired before have fired. */
  respondDelayed(): void {
    const delayed = this.#delayedRequest;
    if (delayed === undefined) return;
    this.#delayedRequest = undefined;
    this.advance(this.#responseDelay);
    delayed();
    this.drain();
  }

  /** Datagrams of the runner that are in one slab. */
  receiveBatch(datagrams: readonly Uint8Array[]): void {
    const length = Int32Array.from(datagrams, (each) => each.length);
    const at = new Int32Array(datagrams.length);
    const slab = new Uint8Array(length.reduce((sum, each) => sum + each, 0));
    for (let index = 0, next = 0; index < datagrams.length; next += length[index] ?? 0, index++) {
      at[index] = next;
      slab.set(datagrams[index] ?? [], next);
    }
    const path = new Int32Array(datagrams.length).fill(this.path('runner'));
    this.#endpoint?.handleDatagrams({ slab, at, length, path, count: datagrams.length }, this.#clock.now);
    this.drain();
  }

  override attach(endpoint: Endpoint): void {
    this.#endpoint = endpoint;
    if ('timers' in endpoint) this.#connection = endpoint as Connection;
    super.attach(endpoint);
  }

  /** The listener rejected the ClientHello and has no connection that could report it. */
  refused(_path: number, error: WirechartError): void {
    this.#handler.failed(error);
  }

  #dispatch(connection: Connection, event: ConnectionEvent): void {
    this.#connection = connection;
    switch (event.kind) {
      case 'secure':
        this.#handler.secured(event);
        break;
      case 'message':
        this.#handler.received(event.data);
        break;
      case 'session':
        this.#handler.sessionReceived(event.session);
        break;
      case 'keyUpdate':
        if (event.direction === 'write') this.#handler.keysUpdated();
        break;
      case 'peerClosed':
      case 'closed':
        this.#handler.peerClosed();
        break;
      case 'error':
        this.#handler.failed(event.error);
        break;
    }
  }

  #verify({ id, chain, ocspResponse }: ChainRequest, flags: ShimFlags): ApplicationResponse {
    this.#peerChain = chain;
    this.#ocspResponse = ocspResponse;
    if (flags['fail-ocsp-callback']) return refusal(id, 'bad_certificate_status_response', 'OCSP_CB_ERROR');
    // The suite's own library verifies the stored chain of a session only on demand.
    const isVerified = !this.#isResumed || flags['reverify-on-resume'];
    const isEnforced = isVerified && (flags['verify-peer'] || flags['require-any-client-certificate']);
    if (flags['verify-fail'] && isEnforced) return refusal(id, 'certificate_unknown', 'CERTIFICATE_VERIFY_FAILED');
    try {
      const { publicKey } = new X509Certificate(chain[0] ?? new Uint8Array(0));
      return { id, accept: true, publicKey: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })) };
    } catch {
      return refusal(id, 'bad_certificate', 'CANNOT_PARSE_LEAF_CERT');
    }
  }

  /** Moves the clock and fires the timers that expire. */
  advance(milliseconds: number): void {
    this.#clock.advanceTo(this.#clock.now + milliseconds);
    this.wake();
  }
}

type Refusal = Extract<ApplicationResponse, { accept: false }>;

function refusal(id: number, alert: Refusal['alert'], message: string): ApplicationResponse {
  return { id, accept: false, alert, error: new WirechartError('ERR_DTLS_CERTIFICATE_REFUSED', message) };
}
