import { SignatureScheme } from '../../../generated/dtls13/registries/signature-scheme.ts';
import { Certificate } from '../../../generated/dtls13/wire/certificate.ts';
import { CertificateRequest } from '../../../generated/dtls13/wire/certificate-request.ts';
import type { CertificateRequestExtension } from '../../../generated/dtls13/wire/certificate-request-extension.ts';
import type { CertificateRequestOptions, ConnectionEvent } from '../../../runtime/dtls13/index.ts';
import { type PairOptions, type SimulatedPair, testCertificate } from '../../../runtime/testing/index.ts';
import { encodeToBytes } from '../../../runtime/wire/index.ts';
import { classicalProvider } from '../classical-provider.ts';
import { keyLoggedPair } from '../keyed-peer.ts';

/** The certificate of a client. */
export const identity = {
  chain: [testCertificate.der],
  privateKey: classicalProvider.importPrivateKey(testCertificate.privateKey),
};

type Side = 'client' | 'server';
type Options = Pick<PairOptions, 'connection' | 'listener' | 'endpoint'>;

/** A secure pair whose client offers to authenticate itself later, with a certificate. Nothing is outstanding. */
export function authPair({ connection, listener, endpoint }: Options = {}): SimulatedPair {
  const pair = keyLoggedPair(
    { idleTimeout: Number.POSITIVE_INFINITY, ...endpoint },
    {
      connection: { postHandshakeAuth: true, certificate: identity, ...connection },
      ...(listener === undefined ? {} : { listener }),
    },
  );
  pair.handshake();
  pair.network.advance(1000);
  return pair;
}

/** Sends a request of the server. Returns its number. */
export function requestCertificate(pair: SimulatedPair, options: CertificateRequestOptions = {}): number | undefined {
  const number = pair.server?.requestCertificate(options, pair.network.now);
  pair.serverHost.drain();
  return number;
}

type AuthenticationEvent = Extract<ConnectionEvent, { kind: 'clientAuthentication' }>;

/** What the server reported about clients, as `0 ecdsa_secp256r1_sha256` or `0 none`. */
export function authentications(pair: SimulatedPair): string[] {
  return pair.serverHost.events.flatMap(({ event }) => (event.kind === 'clientAuthentication' ? [textOf(event)] : []));
}

const textOf = ({ request, peerSignatureScheme }: AuthenticationEvent) => `${request} ${peerSignatureScheme ?? 'none'}`;

export const SIGNED = 'ecdsa_secp256r1_sha256';

/** The error with which a side ended; undefined: it did not. */
export function errorCode(pair: SimulatedPair, side: Side): string | undefined {
  const { events } = side === 'client' ? pair.clientHost : pair.serverHost;
  return events.flatMap(({ event }) => (event.kind === 'error' ? [event.error.code] : []))[0];
}

/** The body of a CertificateRequest that asks for a signature with P-256. */
export function requestBody(
  certificateRequestContext: Uint8Array,
  ...more: readonly CertificateRequestExtension[]
): Uint8Array {
  const extensions: CertificateRequestExtension[] = [
    {
      kind: 'signature_algorithms',
      extensionData: { supportedSignatureAlgorithms: [SignatureScheme.ecdsa_secp256r1_sha256] },
    },
    ...more,
  ];
  return encodeToBytes(CertificateRequest, { certificateRequestContext, extensions });
}

/** The body of a Certificate with the test certificate, or with none. */
export function certificateBody(context: Uint8Array, isEmpty = false): Uint8Array {
  const certificateList = isEmpty ? [] : [{ certData: testCertificate.der, extensions: [] }];
  return encodeToBytes(Certificate, { certificateRequestContext: context, certificateList });
}
