import type { CipherSuite } from '../../../../generated/dtls13/registries/cipher-suite.ts';
import type { ExtensionType } from '../../../../generated/dtls13/registries/extension-type.ts';
import { NamedGroup } from '../../../../generated/dtls13/registries/named-group.ts';
import { ClientHello } from '../../../../generated/dtls13/wire/client-hello.ts';
import { ClientHelloExtension } from '../../../../generated/dtls13/wire/client-hello-extension.ts';
import type { CryptoProvider, GroupName, KeyPair } from '../../../crypto/provider.ts';
import { encodeToBytes } from '../../../wire/index.ts';
import { type ClientHandshakeConfig, groupNamed } from '../handshake-config.ts';
import type { HandshakeContext } from '../handshake-context.ts';
import type { HandshakeTranscript } from '../handshake-transcript.ts';
import type { RetryParameters } from '../hello-retry-request.ts';
import { writeBinders } from '../psk/binders.ts';
import { hashOf } from '../session-keys.ts';
import { ClientEarlyData } from './client-early-data.ts';
import { createClientHello, createSecondClientHello } from './client-hello.ts';
import { type ClientPsk, ClientPsks } from './client-psks.ts';

/**
 * The offer of a client, first or second ClientHello, with the secrets behind it: the private keys of its key shares, the
 * pre-shared keys, the session whose early data it offers; RFC 9846 section 4.2.2.
 */
export class ClientOffer {
  readonly #provider: CryptoProvider;
  readonly #config: ClientHandshakeConfig;
  /** Of the key shares. */
  #keyPairs: readonly KeyPair[];
  readonly #psks: ClientPsks;
  #earlyData: ClientEarlyData | undefined;
  #hello: ClientHello;
  #extensionTypes: ReadonlySet<ExtensionType>;
  /** Our connection id; undefined: none is offered. */
  readonly connectionId: Uint8Array | undefined;

  constructor(context: HandshakeContext, config: ClientHandshakeConfig) {
    const { provider } = context;
    this.#provider = provider;
    this.#config = config;
    this.#keyPairs = config.keyShares.map((group) => provider.generateKeyPair(group));
    this.connectionId = config.connectionIds ? context.createConnectionId() : undefined;
    this.#psks = new ClientPsks(provider, config, context.now());
    const offered = this.#psks.offer(context.now());
    this.#earlyData = config.earlyData ? ClientEarlyData.with(this.#psks, config.cipherSuites) : undefined;
    const isEarly = this.#earlyData !== undefined;
    this.#hello = createClientHello(provider, config, this.#keyPairs, this.connectionId, offered, isEarly);
    this.#extensionTypes = extensionTypesOf(this.#hello);
  }

  /** Changes the offer to that of the second ClientHello, as a legal HelloRetryRequest requests; RFC 9846 section 4.2.4. */
  revise({ cookie, group }: RetryParameters, cipherSuite: CipherSuite, now: number): void {
    this.#earlyData = undefined;
    const requestedGroup = group === undefined ? undefined : this.groupWithoutShare(group);
    if (requestedGroup !== undefined) this.#keyPairs = [this.#provider.generateKeyPair(requestedGroup)];
    this.#psks.restrictTo(hashOf(cipherSuite));
    const offered = this.#psks.offer(now);
    this.#hello = createSecondClientHello(this.#hello, this.#keyPairs, cookie?.slice(), offered);
    this.#extensionTypes = extensionTypesOf(this.#hello);
  }

  /** The ClientHello with its binders. `transcript`: all messages before it. */
  encode(transcript: HandshakeTranscript): Uint8Array {
    const body = encodeToBytes(ClientHello, this.#hello);
    const offered = this.#hello.extensions.find(({ kind }) => kind === 'pre_shared_key');
    if (offered?.kind === 'pre_shared_key')
      writeBinders(this.#provider, body, offered.extensionData, this.#psks.all, transcript);
    return body;
  }

  /** Early data can be sent from now on, if it is offered. `transcript`: of the ClientHello. */
  openEarlyData(context: HandshakeContext, transcript: HandshakeTranscript): void {
    this.#earlyData?.open(context, this.#hello.random, transcript);
  }

  /** Undefined: no early data is offered, or a HelloRetryRequest rejected it. */
  get earlyData(): ClientEarlyData | undefined {
    return this.#earlyData;
  }

  /** random of both ClientHellos. */
  get random(): Uint8Array {
    return this.#hello.random;
  }

  hasSuite(suite: CipherSuite): boolean {
    return this.#hello.cipherSuites.includes(suite);
  }

  hasExtension(type: ExtensionType): boolean {
    return this.#extensionTypes.has(type);
  }

  /** The key pair of a key share, by the code point of its group; undefined: there is none. */
  keyPairOf(codePoint: number): KeyPair | undefined {
    return this.#keyPairs.find(({ group }) => NamedGroup[group] === codePoint);
  }

  /** The group that a HelloRetryRequest may request by this code point; undefined: it is not offered, or has a key share. */
  groupWithoutShare(codePoint: number): GroupName | undefined {
    return this.keyPairOf(codePoint) === undefined ? groupNamed(this.#config.groups, codePoint) : undefined;
  }

  /** The pre-shared key with this index; undefined: it is not offered. */
  pskAt(index: number): ClientPsk | undefined {
    return this.#psks.at(index);
  }

  /** Overwrites the pre-shared keys, which are copies. */
  zeroize(): void {
    this.#psks.zeroize();
  }
}

function extensionTypesOf({ extensions }: ClientHello): ReadonlySet<ExtensionType> {
  return new Set(extensions.map(ClientHelloExtension.extensionType));
}
