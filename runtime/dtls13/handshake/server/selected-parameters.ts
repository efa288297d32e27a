import type { CipherSuite } from '../../../../generated/dtls13/registries/cipher-suite.ts';
import type { EncryptedExtensions } from '../../../../generated/dtls13/wire/encrypted-extensions.ts';
import type { SelectedCertificate } from '../certificate-selection.ts';
import type { ServerHandshakeConfig } from '../handshake-config.ts';
import type { ClientHelloOffer } from './client-hello-offer.ts';
import { encryptedExtensionsFor } from './encrypted-extensions.ts';

/** The parameters that the server selected. The ClientHello itself is not kept. */
export interface SelectedParameters {
  readonly suite: CipherSuite;
  /** Undefined: a pre-shared key is used. */
  readonly certificate: SelectedCertificate | undefined;
  /** The client wants the OCSP response about the certificate. */
  readonly isStatusRequested: boolean;
  readonly clientRandom: Uint8Array;
  readonly extensions: EncryptedExtensions['extensions'];
  readonly servername: string | undefined;
  readonly alpnProtocol: Uint8Array | undefined;
  readonly srtpProfile: number | undefined;
  /** The client's connection id; undefined: none are negotiated. */
  readonly connectionId: Uint8Array | undefined;
  readonly returnRoutabilityCheck: boolean;
  /** The client could use a ticket, and the server may issue some. */
  readonly acceptsTickets: boolean;
  /** The client offered to authenticate itself after the handshake. */
  readonly postHandshakeAuth: boolean;
}

/** The parameters for an offer that has a cipher suite in common. Copies what outlasts the ClientHello. */
export function selectParameters(offer: ClientHelloOffer, config: ServerHandshakeConfig): SelectedParameters {
  return {
    suite: offer.suite as CipherSuite,
    certificate: offer.certificate,
    clientRandom: offer.hello.random.slice(),
    extensions: encryptedExtensionsFor(offer, config),
    servername: offer.servername,
    alpnProtocol: offer.alpnProtocol,
    srtpProfile: offer.srtpProfile,
    isStatusRequested: offer.isStatusRequested,
    connectionId: offer.connectionId?.slice(),
    returnRoutabilityCheck: offer.returnRoutabilityCheck,
    acceptsTickets: offer.acceptsTickets && config.tickets,
    postHandshakeAuth: offer.hello.extensions.some(({ kind }) => kind === 'post_handshake_auth'),
  };
}
