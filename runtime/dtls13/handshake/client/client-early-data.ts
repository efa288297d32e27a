import type { CipherSuite } from '../../../../generated/dtls13/registries/cipher-suite.ts';
import type { EncryptedExtensions } from '../../../../generated/dtls13/wire/encrypted-extensions.ts';
import type { StoredSession } from '../../../../generated/dtls13/wire/stored-session.ts';
import { equalBytes } from '../../../wire/index.ts';
import { deriveEarlyKeys } from '../early-keys.ts';
import type { HandshakeContext } from '../handshake-context.ts';
import type { HandshakeTranscript } from '../handshake-transcript.ts';
import type { ClientPsks } from './client-psks.ts';

const NO_PROTOCOL = new Uint8Array(0);

/** The early data that a client offers with its session; RFC 9846 section 4.3.10. */
export class ClientEarlyData {
  readonly #session: StoredSession;

  private constructor(session: StoredSession) {
    this.#session = session;
  }

  /** Undefined: the first offered key is not that of a session, or its server or cipher suite permits no early data. */
  static with(psks: ClientPsks, cipherSuites: readonly CipherSuite[]): ClientEarlyData | undefined {
    const session = psks.at(0)?.session;
    if (session === undefined || session.maxEarlyData === 0) return undefined;
    return cipherSuites.includes(session.cipherSuite) ? new ClientEarlyData(session) : undefined;
  }

  /** Early data can be sent from now on. `hello`: the transcript, which is the ClientHello with its binders. */
  open(context: HandshakeContext, clientRandom: Uint8Array, hello: HandshakeTranscript): void {
    const { cipherSuite, psk, maxEarlyData } = this.#session;
    context.earlyData.offer(deriveEarlyKeys(context, cipherSuite, psk, clientRandom, hello), maxEarlyData);
  }

  /** Whether the server cannot accept early data with these parameters; RFC 9846 sections 4.3.10 and 4.3.11. */
  isAcceptanceIllegal(
    selectedIdentity: number | undefined,
    cipherSuite: CipherSuite,
    { extensions }: EncryptedExtensions,
  ): boolean {
    const protocol = extensions.find((extension) => extension.kind === 'application_layer_protocol_negotiation');
    const name = protocol?.extensionData.protocolName.name ?? NO_PROTOCOL;
    const isSameSuite = cipherSuite === this.#session.cipherSuite;
    return selectedIdentity !== 0 || !isSameSuite || !equalBytes(name, this.#session.alpnProtocol);
  }
}
