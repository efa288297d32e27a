import { createHash } from 'node:crypto';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { SignatureScheme } from '../../../generated/dtls13/registries/signature-scheme.ts';
import { Certificate } from '../../../generated/dtls13/wire/certificate.ts';
import { CertificateRequest } from '../../../generated/dtls13/wire/certificate-request.ts';
import type { CertificateRequestExtension } from '../../../generated/dtls13/wire/certificate-request-extension.ts';
import { KeySchedule } from '../../../runtime/crypto/key-schedule.ts';
import type { CertificateRequestOptions, ConnectionEvent } from '../../../runtime/dtls13/index.ts';
import { type PairOptions, type SimulatedPair, testCertificate } from '../../../runtime/testing/index.ts';
import { encodeToBytes } from '../../../runtime/wire/index.ts';
import { classicalProvider } from '../classical-provider.ts';
import { keyLoggedPair } from '../keyed-peer.ts';
import { sentFragments, sentRecords } from '../sent-traffic.ts';

/** The certificate of a client. */
const identity = {
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

/** The messages of the handshake of a pair in the order of the transcript, which ends with the client's Finished. */
function handshakeMessages(pair: SimulatedPair): (readonly [type: number, body: Uint8Array])[] {
  const messages = new Map<string, { readonly rank: number; readonly message: readonly [number, Uint8Array] }>();
  for (const { msgType, messageSeq, fragment, record } of sentFragments(sentRecords(pair))) {
    if (record.epoch > 2) continue;
    const isClientFinished = record.from === 'client' && messageSeq > 0;
    const rank = isClientFinished ? 1000 : record.from === 'client' ? -1 : messageSeq;
    messages.set(`${record.from} ${messageSeq}`, { rank, message: [msgType, fragment] });
  }
  return [...messages.values()].toSorted((a, b) => a.rank - b.rank).map(({ message }) => message);
}

/** The body of a client's Finished in epoch 3 after these messages, by the formula of RFC 9846 section 4.5.3. */
export function finishedOf(pair: SimulatedPair, request: Uint8Array, ...response: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256');
  const types = [HandshakeType.certificate_request, HandshakeType.certificate, HandshakeType.certificate_verify];
  const authentication = [request, ...response].map((body, index) => [types[index] as number, body] as const);
  for (const [type, body] of [...handshakeMessages(pair), ...authentication]) {
    hash.update(Uint8Array.of(type, 0, body.length >> 8, body.length & 0xff)).update(body);
  }
  const logged = pair.clientHost.events.find(
    ({ event }) => event.kind === 'keylog' && event.label === 'CLIENT_TRAFFIC_SECRET_0',
  )?.event as Extract<ConnectionEvent, { kind: 'keylog' }>;
  const schedule = new KeySchedule(classicalProvider, 'sha256', 'dtls13');
  return schedule.finishedVerifyData(logged.secret, hash.digest());
}
