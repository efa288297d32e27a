import { randomBytes, X509Certificate } from 'node:crypto';
import type { CryptoProvider } from 'wirechart/crypto';
import {
  type ApplicationResponse,
  type ChainRequest,
  type ConnectionOptions,
  createConnection,
  createListener,
  type ListenerOptions,
  WirechartError,
} from 'wirechart/dtls13/core';
import { testProvider } from '../../net/host-under-test.ts';
import { type Impairment, RealHost } from '../real-host.ts';
import { type Identity, p256Identity } from './identity.ts';
import { fingerprintOf, type Offer, readOffer, writeAnswer } from './session-description.ts';
import { bindingResponse, readBindingRequest } from './stun.ts';

/** The options of our end of a call. */
export interface CounterpartOptions {
  /** `passive`: we are the DTLS server. `active`: the client. */
  readonly setup: 'active' | 'passive';
  readonly endpoint?: Partial<Omit<ListenerOptions & ConnectionOptions, 'host' | 'provider' | 'path'>>;
  /** Default: OpenSSL's. Keys are imported by OpenSSL's, which any provider with its functions takes. */
  readonly provider?: CryptoProvider;
  readonly impairment?: Impairment;
  /** Our certificate. Default: the P-256 certificate of tests. */
  readonly identity?: Identity;
  /** The fingerprint in our answer. Default: that of our certificate. */
  readonly fingerprint?: string;
  /** The expected fingerprint of the browser. Default: that of its offer. */
  readonly expected?: string;
  /** As a client, send no certificate. */
  readonly anonymous?: boolean;
  /** The certificate of the browser: a new one, or the one that its page keeps. Default: its own choice, a new P-256. */
  readonly browserKey?: 'rsa' | 'kept';
}

/** Our end of a WebRTC call: an ICE-lite agent and a DTLS core behind one UDP socket, no media and no SCTP. */
export class Counterpart {
  readonly net: RealHost;
  readonly #options: CounterpartOptions;
  readonly #userFragment = randomBytes(6).toString('hex');
  readonly #password = randomBytes(16).toString('hex');
  readonly #offer: Offer;
  #called = false;

  private constructor(net: RealHost, offer: Offer, options: CounterpartOptions) {
    this.net = net;
    this.#offer = offer;
    this.#options = options;
    net.onother = (message, address, port) => this.#check(message, address, port);
    if (options.setup === 'passive') {
      net.attach(
        createListener({
          ...this.#common(),
          ...this.#certificate(),
          requestCertificate: 'required',
          ...options.endpoint,
        }),
      );
    }
  }

  /** Ready for the browser that made the offer. */
  static async open(sdp: string, options: CounterpartOptions): Promise<Counterpart> {
    const offer = readOffer(sdp);
    const net = await RealHost.open(
      (request) => verify(request, options.expected ?? offer.fingerprint),
      options.impairment,
    );
    return new Counterpart(net, offer, options);
  }

  /** The session description to give to the browser. */
  get answer(): string {
    return writeAnswer({
      mid: this.#offer.mid,
      port: this.net.port,
      userFragment: this.#userFragment,
      password: this.#password,
      fingerprint: this.#options.fingerprint ?? fingerprintOf(this.#identity.der),
      setup: this.#options.setup,
    });
  }

  /** What crossed the socket, record by record. */
  transcript(): string[] {
    return this.net.transcript(this.#options.setup === 'passive' ? 'server' : 'client');
  }

  close(): void {
    this.net.close();
  }

  #common() {
    return { host: this.net.host, provider: this.#options.provider ?? testProvider, keylog: true };
  }

  get #identity(): Identity {
    return this.#options.identity ?? p256Identity;
  }

  #certificate() {
    const { der, privateKey } = this.#identity;
    return { certificate: { chain: [der], privateKey: testProvider.importPrivateKey(privateKey) } };
  }

  /** A connectivity check: answered until the end of the call, as consent to send; RFC 7675. */
  #check(message: Buffer, address: string, port: number): void {
    const request = readBindingRequest(message, this.#password);
    if (request?.username !== `${this.#userFragment}:${this.#offer.userFragment}`) return;
    this.net.sendRaw(bindingResponse(request, address, port, this.#password), address, port);
    if (request.nominates && this.#options.setup === 'active') this.#call(`${address}:${port}`);
  }

  #call(peer: string): void {
    if (this.#called) return;
    this.#called = true;
    const { anonymous = false, endpoint } = this.#options;
    const identity = anonymous ? {} : this.#certificate();
    const path = this.net.host.path(peer);
    this.net.attach(createConnection({ ...this.#common(), ...identity, ...endpoint, path }, this.net.now));
  }
}

/** A call accepts exactly the certificate that the offer named; RFC 8827 section 6.5. */
function verify({ id, chain }: ChainRequest, fingerprint: string): ApplicationResponse {
  const [leaf] = chain;
  if (leaf !== undefined && fingerprintOf(leaf).toLowerCase() === fingerprint.toLowerCase()) {
    const publicKey = new X509Certificate(leaf).publicKey.export({ type: 'spki', format: 'der' });
    return { id, accept: true, publicKey };
  }
  const error = new WirechartError('ERR_DTLS_CERTIFICATE_REFUSED', 'not the certificate that the offer named');
  return { id, accept: false, alert: 'bad_certificate', error };
}
