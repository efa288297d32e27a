import type { CipherSuite } from '../../../../generated/dtls13/registries/cipher-suite.ts';
import { HandshakeType } from '../../../../generated/dtls13/registries/handshake-type.ts';
import { NamedGroup } from '../../../../generated/dtls13/registries/named-group.ts';
import { PskKeyExchangeMode } from '../../../../generated/dtls13/registries/psk-key-exchange-mode.ts';
import { ClientHello } from '../../../../generated/dtls13/wire/client-hello.ts';
import type { CryptoProvider, GroupName } from '../../../crypto/provider.ts';
import { decodeAll } from '../../../wire/index.ts';
import type { ServerHandshakeConfig } from '../handshake-config.ts';
import type { HandshakeTranscript } from '../handshake-transcript.ts';
import { encodeHelloRetryRequest } from '../hello-retry-request.ts';
import { isClientShareLength } from '../key-shares.ts';
import { truncatedTranscriptHash } from '../psk/binders.ts';
import { hashOf } from '../session-keys.ts';
import { clientHelloBinding } from './client-hello-binding.ts';
import { ClientHelloOffer, retryGroup } from './client-hello-offer.ts';
import { acceptableEarlyData, type EarlyDataOffer } from './early-data-offer.ts';
import { decodeClientHello } from './legacy-client-hello.ts';
import { PskNegotiation, type SelectedPsk } from './psk-negotiation.ts';
import type { ServerShare } from './server-hello.ts';
import type { CookieContents, StatelessHandshakeContext } from './stateless-handshake-context.ts';

const EMPTY = new Uint8Array(0);

/**
 * What a server selects from a ClientHello step by step, before it sends its ServerHello:
 *
 * 1. The constructor compares the offer with the configuration and opens the cookie; RFC 9147 section 5.1.
 * 2. `acceptEarlyData`: whether early data can be accepted, which needs no cookie; RFC 9846 section 4.3.10.
 * 3. `isRetryRequired`: the answer is a HelloRetryRequest; RFC 9846 section 4.2.4.
 * 4. `psks`: the pre-shared key, which the application may look up; RFC 9846 section 4.3.11.
 * 5. `exchangeKeys`: the key exchange; RFC 9846 section 4.3.8.
 */
export class ClientHelloNegotiation {
  readonly #context: StatelessHandshakeContext;
  readonly #config: ServerHandshakeConfig;
  /** The ClientHello in bytes, which are valid during the call that received it, unless `#isKept`. */
  #body: Uint8Array;
  #isKept = false;
  #offer: ClientHelloOffer | undefined;
  /** The contents of the client's cookie; undefined: it returned no valid one. */
  readonly #cookieContents: CookieContents | undefined;
  /** Undefined: no pre-shared key can be used. */
  readonly psks: PskNegotiation | undefined;
  #earlyData: EarlyDataOffer | undefined;
  #serverShare: ServerShare | undefined;

  /** A valid cookie restores `transcript` as it was before this ClientHello. Borrows `body`. Throws WireError. */
  constructor(
    context: StatelessHandshakeContext,
    config: ServerHandshakeConfig,
    transcript: HandshakeTranscript,
    body: Uint8Array,
  ) {
    this.#context = context;
    this.#config = config;
    this.#body = body;
    this.#offer = new ClientHelloOffer(decodeClientHello(body), config);
    this.#cookieContents = this.#verifyCookie(transcript);
    this.psks = this.#createPskNegotiation(transcript, body);
  }

  #verifyCookie(transcript: HandshakeTranscript): CookieContents | undefined {
    const { offer } = this;
    const { cookie, suite } = offer;
    if (suite === undefined) return undefined;
    const selection = { cipherSuite: suite, singleShareGroup: offer.singleShareGroup };
    const contents =
      cookie === undefined ? undefined : this.#context.verifyCookie(cookie, selection, clientHelloBinding(this.#body));
    if (cookie === undefined || contents === undefined) {
      transcript.select(hashOf(suite));
      return undefined;
    }
    const group = retryGroup(this.#config, contents.selectedGroup);
    // Another server with the same cookie keys and other groups created the cookie.
    if (group === undefined && contents.selectedGroup !== 0) return undefined;
    transcript.startFromMessageHash(hashOf(suite), contents.clientHelloHash);
    transcript.addMessage(HandshakeType.server_hello, encodeHelloRetryRequest(suite, group, cookie));
    return contents;
  }

  #createPskNegotiation(transcript: HandshakeTranscript, body: Uint8Array): PskNegotiation | undefined {
    const { psks: offered, suite } = this.offer;
    if (offered === undefined || suite === undefined) return undefined;
    // The answer is a HelloRetryRequest.
    if (this.#isCookieRequired && !this.#isEarlyDataPossible) return undefined;
    const { provider } = this.#context;
    const hash = hashOf(suite);
    const transcriptHash = truncatedTranscriptHash(provider, transcript, hash, body, offered);
    const { externalPsks, tickets } = this.#config;
    const openTicket = (ticket: Uint8Array) => (tickets ? this.#context.openTicket(ticket) : undefined);
    return new PskNegotiation({ provider, offered, hash, transcriptHash, externalPsks, openTicket });
  }

  /** Only before `discardHello`. */
  get offer(): ClientHelloOffer {
    return this.#offer as ClientHelloOffer;
  }

  /** Whether the ClientHello answers our HelloRetryRequest. */
  get isRetried(): boolean {
    return this.#cookieContents !== undefined;
  }

  get isCookieIllegal(): boolean {
    return this.offer.cookie !== undefined && !this.isRetried;
  }

  get #isCookieRequired(): boolean {
    return this.#context.cookieRequired && !this.isRetried;
  }

  /** Whether early data is offered at all, and could be accepted now. */
  get #isEarlyDataPossible(): boolean {
    const isOffered = this.#config.maxEarlyData > 0 && this.offer.earlyData && !this.isRetried;
    return isOffered && this.#context.earlyDataPermitted;
  }

  /** Accepts early data with its pre-shared key, if that is possible and once its freshness is confirmed. */
  acceptEarlyData(): boolean {
    const { psks } = this;
    if (psks === undefined || !this.#isEarlyDataPossible || this.isShareMissing) return false;
    this.#earlyData = acceptableEarlyData(this.#context, this.offer, psks, this.#config.maxEarlyData);
    // The answer is a HelloRetryRequest, and nothing else overwrites the key.
    if (this.#earlyData === undefined && this.#context.cookieRequired) psks.decline();
    return this.#earlyData !== undefined;
  }

  /** The early data that is accepted; undefined: there is none. */
  get earlyData(): EarlyDataOffer | undefined {
    return this.#earlyData;
  }

  rejectEarlyData(): void {
    this.#earlyData = undefined;
  }

  get isRetryRequired(): boolean {
    return !this.isRetried && (this.#context.cookieRequired || this.isShareMissing);
  }

  /** Whether the key exchange has no key share of the client. */
  get isShareMissing(): boolean {
    const requestedGroup = this.#cookieContents?.selectedGroup ?? 0;
    // The second ClientHello must have one share, of the requested group; RFC 9846 section 4.3.8.
    if (requestedGroup !== 0) return this.offer.singleShareGroup !== requestedGroup;
    return this.#missingShare !== undefined;
  }

  /** The group without a key share that the handshake needs. Without a certificate, psk_ke needs none. */
  get #missingShare(): GroupName | undefined {
    const { psks, pskMode } = this.offer;
    const isPskOnly = psks !== undefined && this.#config.certificates.length === 0;
    if (isPskOnly && pskMode === PskKeyExchangeMode.psk_ke) return undefined;
    const group = this.#group;
    return group !== undefined && this.offer.shareOf(group) === undefined ? group : undefined;
  }

  /** The group of the key exchange; undefined: none is in common. */
  get #group(): GroupName | undefined {
    return retryGroup(this.#config, this.#cookieContents?.selectedGroup ?? 0) ?? this.offer.group;
  }

  /** The body of the HelloRetryRequest. `clientHelloHash`: the digest of the transcript. */
  createHelloRetryRequest(clientHelloHash: Uint8Array): Uint8Array {
    const cipherSuite = this.offer.suite as CipherSuite;
    const requestedGroup = this.#missingShare;
    const selectedGroup = requestedGroup === undefined ? 0 : NamedGroup[requestedGroup];
    const binding = clientHelloBinding(this.#body);
    const cookie = this.#context.createCookie({ cipherSuite, selectedGroup, clientHelloHash }, binding);
    return encodeHelloRetryRequest(cipherSuite, requestedGroup, cookie);
  }

  /** Copies the ClientHello, because the handshake continues after the call that received it. */
  keepHello(): void {
    if (this.#isKept) return;
    this.#body = new Uint8Array(this.#body);
    this.#offer = new ClientHelloOffer(decodeAll(ClientHello, this.#body), this.#config);
    this.psks?.keep(this.#offer.psks);
    this.#isKept = true;
  }

  /** The ServerHello is sent: only the results are retained. */
  discardHello(): void {
    this.#offer = undefined;
    this.#body = EMPTY;
  }

  /** The pre-shared key in use; undefined: there is none. */
  get selectedPsk(): SelectedPsk | undefined {
    return this.psks?.selected;
  }

  /** Whether there is a key exchange; otherwise there is only a pre-shared key. */
  get isKeyExchanged(): boolean {
    return this.selectedPsk === undefined || this.offer.pskMode === PskKeyExchangeMode.psk_dhe_ke;
  }

  /** The shared secret; undefined: the client's key share is illegal. */
  exchangeKeys(provider: CryptoProvider): Uint8Array | undefined {
    const group = this.#group as GroupName;
    const share = this.offer.shareOf(group)?.keyExchange ?? EMPTY;
    if (!isClientShareLength(group, share.length)) return undefined;
    const response = provider.respond(group, share);
    if (response === undefined) return undefined;
    this.#serverShare = { group, share: response.share };
    return response.secret;
  }

  /** Our side of the key exchange; undefined: there is none. */
  get serverShare(): ServerShare | undefined {
    return this.#serverShare;
  }
}
