import type { HashName } from '../../crypto/provider.ts';
import { TimeoutError } from '../../errors/timeout-error.ts';
import type { WirechartError } from '../../errors/wirechart-error.ts';
import type {
  FreshnessCheck,
  Handshake,
  HandshakeRequests,
  PskLookupIdentity,
} from '../handshake/handshake-context.ts';
import type { ChainVerification, ExchangeRequests } from '../post-handshake/post-handshake-context.ts';
import type { ConnectionContext } from './connection-context.ts';
import type { EventQueue } from './event-queue.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Dependent, OpenRequests } from './open-requests.ts';

/** The parts of the connection that its requests need. */
export interface ApplicationRequestsContext {
  readonly requests: OpenRequests;
  readonly events: EventQueue;
  readonly lifecycle: Lifecycle;
  readonly handshake: Handshake;
  /** When the connection was created, in the host's milliseconds. */
  readonly startedAt: number;
  /** The time of the current input, in the host's milliseconds. */
  now(): number;
  abort(error: WirechartError, alert: string | undefined): void;
  /** Continues the handshake, which an open request stalled. */
  resumeHandshake(): void;
}

/** A verification of certificates in the handshake or after it. */
interface AnyChainVerification extends Omit<ChainVerification, 'certificateRequest' | 'accepted'> {
  /** Undefined: the certificates of the handshake. */
  readonly certificateRequest: number | undefined;
  accepted(publicKey: Uint8Array, notAfter: number | undefined): void;
}

/**
 * What a connection requests from the application. Each request goes through the event queue to the host, and is open until
 * the response, which continues the handshake or the exchange that made it. A request without a response ends at its
 * deadline:
 *
 * 1. Verification of certificates: they count as rejected.
 * 2. Look-up of a pre-shared key: the handshake fails.
 * 3. Freshness of a ClientHello: the early data is rejected.
 */
export class ApplicationRequests implements HandshakeRequests, ExchangeRequests {
  readonly #context: ApplicationRequestsContext;
  readonly #endpoint: ConnectionContext;
  readonly #initialTimeout: number;

  /** `initialTimeout`: the first value of the retransmit timer, in milliseconds. */
  constructor(context: ApplicationRequestsContext, endpoint: ConnectionContext, initialTimeout: number) {
    this.#context = context;
    this.#endpoint = endpoint;
    this.#initialTimeout = initialTimeout;
  }

  requestCertificateVerification(chain: readonly Uint8Array[], ocspResponse: Uint8Array | undefined): void {
    const { handshake, lifecycle } = this.#context;
    this.#openChainRequest('handshake', {
      chain,
      ocspResponse,
      certificateRequest: undefined,
      deadline: lifecycle.handshakeDeadline,
      accepted: (publicKey, notAfter) => handshake.certificateAccepted(publicKey, notAfter),
      rejected: (alert, error) => handshake.certificateRejected(alert, error),
    });
  }

  requestChainVerification(verification: ChainVerification): void {
    this.#openChainRequest('exchange', verification);
  }

  requestPsk(identities: readonly PskLookupIdentity[], hash: HashName, servername: string | undefined): void {
    const { requests, events, lifecycle, handshake, startedAt } = this.#context;
    const id = this.#endpoint.nextRequestId();
    const deadline = lifecycle.handshakeDeadline;
    requests.open({
      id,
      kind: 'psk',
      dependent: 'handshake',
      deadline,
      answered: (response) => {
        if ('psk' in response) handshake.pskResponded(response.psk);
      },
      expired: () => {
        const error = new TimeoutError('the lookup of a pre-shared key', this.#context.now() - startedAt);
        this.#context.abort(error, 'internal_error');
      },
    });
    events.addRequest({ kind: 'psk', id, identities, hash, servername, deadline });
  }

  requestFreshness({ key, received, notBefore, expires }: FreshnessCheck): void {
    const { requests, events, lifecycle, handshake } = this.#context;
    const id = this.#endpoint.nextRequestId();
    // Longer than a round trip it would cost the client more than a rejection.
    const deadline = Math.min(lifecycle.handshakeDeadline, this.#context.now() + this.#initialTimeout / 2);
    requests.open({
      id,
      kind: 'freshness',
      dependent: 'handshake',
      deadline,
      answered: (response) => {
        if ('fresh' in response) handshake.freshnessResponded(response.fresh);
      },
      expired: () => {
        handshake.freshnessResponded(false);
        this.#context.resumeHandshake();
      },
    });
    events.addRequest({ kind: 'freshness', id, key, received, notBefore, expires, deadline });
  }

  #openChainRequest(dependent: Dependent, verification: AnyChainVerification): void {
    const { requests, events, startedAt } = this.#context;
    const { chain, ocspResponse, certificateRequest, deadline } = verification;
    const id = this.#endpoint.nextRequestId();
    const openedAt = dependent === 'handshake' ? startedAt : this.#context.now();
    requests.open({
      id,
      kind: 'chain',
      dependent,
      deadline,
      answered: (response) => {
        if ('psk' in response || 'fresh' in response) return;
        if (response.accept) verification.accepted(response.publicKey, response.notAfter);
        else verification.rejected(response.alert, response.error);
      },
      // The peer may consider the connection open, so it receives an alert.
      expired: () => {
        const error = new TimeoutError('the decision about the certificates', this.#context.now() - openedAt);
        verification.rejected('certificate_unknown', error);
      },
    });
    const { start } = this.#endpoint;
    const isServer = 'handshake' in start;
    const servername = isServer ? undefined : start.servername;
    const subject = isServer ? 'client' : 'server';
    const peer = { subject, chain, ocspResponse, servername } as const;
    events.addRequest({ kind: 'chain', id, ...peer, certificateRequest, deadline });
  }
}
