import { ConnectionIdUsage } from '../../../generated/dtls13/registries/connection-id-usage.ts';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { SignatureScheme } from '../../../generated/dtls13/registries/signature-scheme.ts';
import { Ack } from '../../../generated/dtls13/wire/ack.ts';
import { CertificateVerify } from '../../../generated/dtls13/wire/certificate-verify.ts';
import { DtlsPlaintext } from '../../../generated/dtls13/wire/dtls-plaintext.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { KeyUpdate } from '../../../generated/dtls13/wire/key-update.ts';
import { LegacyClientHello } from '../../../generated/dtls13/wire/legacy-client-hello.ts';
import { NewConnectionId } from '../../../generated/dtls13/wire/new-connection-id.ts';
import { NewSessionTicket } from '../../../generated/dtls13/wire/new-session-ticket.ts';
import type { NewSessionTicketExtension } from '../../../generated/dtls13/wire/new-session-ticket-extension.ts';
import type { SeededRandom } from '../../../runtime/testing/index.ts';
import { encodeToBytes } from '../../../runtime/wire/index.ts';
import { certificateBody, requestBody } from '../post-handshake/client-auth-pair.ts';
import { damagedValue, noise, pick } from './damaged-value.ts';

const {
  certificate,
  certificate_request,
  certificate_verify,
  finished,
  key_update,
  new_connection_id,
  new_session_ticket,
  request_connection_id,
} = HandshakeType;

/** What each side may send after the handshake, and some that no side may send. */
export const messageTypes = {
  client: [certificate, certificate, certificate_verify, finished, finished, key_update, new_connection_id, 5, 1, 13],
  server: [
    certificate_request,
    certificate_request,
    certificate_request,
    new_session_ticket,
    new_session_ticket,
    key_update,
    new_connection_id,
    request_connection_id,
    20,
    11,
  ],
} as const;

function ticketExtensions(random: SeededRandom): NewSessionTicketExtension[] {
  if (random.chance(0.5)) return [];
  if (random.chance(0.5)) {
    return [{ kind: 'early_data', extensionData: { maxEarlyDataSize: pick(random, [0, 1, 16_384, 2 ** 32 - 1]) } }];
  }
  return [{ kind: 'unknown', extensionType: pick(random, [0, 16, 41, 51, 4660]), extensionData: noise(random, 8) }];
}

/** The context of an earlier message of this kind, or another one. */
function contextOf(random: SeededRandom, contexts: Uint8Array[]): Uint8Array {
  if (contexts.length > 0 && random.chance(0.3)) return pick(random, contexts);
  const context = random.chance(0.2) ? new Uint8Array(0) : Uint8Array.of(random.bits() % 4, ...noise(random, 3));
  contexts.push(context);
  return context;
}

function validBodyOf(random: SeededRandom, type: number, contexts: Uint8Array[]): Uint8Array {
  switch (type) {
    case key_update:
      return encodeToBytes(KeyUpdate, { requestUpdate: pick(random, [0, 1] as const) });
    case request_connection_id:
      return Uint8Array.of(random.bits());
    case new_connection_id:
      return encodeToBytes(NewConnectionId, {
        cids: Array.from({ length: random.bits() % 12 }, () => ({ cid: noise(random, 8) })),
        usage: pick(random, [ConnectionIdUsage.cid_immediate, ConnectionIdUsage.cid_spare]),
      });
    case new_session_ticket:
      return encodeToBytes(NewSessionTicket, {
        ticketLifetime: pick(random, [0, 1, 604_800, 604_801, 2 ** 32 - 1]),
        ticketAgeAdd: random.bits(),
        ticketNonce: noise(random, 255),
        ticket: Uint8Array.of(1, ...noise(random, 200)),
        extensions: ticketExtensions(random),
      });
    case certificate_request:
      return requestBody(contextOf(random, contexts));
    case certificate:
      return certificateBody(contextOf(random, contexts), random.chance(0.5));
    case certificate_verify:
      return encodeToBytes(CertificateVerify, {
        algorithm: SignatureScheme.ecdsa_secp256r1_sha256,
        signature: noise(random, 80),
      });
    case finished:
      return random.chance(0.5) ? noise(random, 32) : new Uint8Array(32);
    default:
      return noise(random, pick(random, [0, 60]));
  }
}

/** The body of a message of this type, valid in most cases. `contexts`: of certificate requests, it adds its own. */
export function bodyOf(random: SeededRandom, type: number, contexts: Uint8Array[]): Uint8Array {
  const body = validBodyOf(random, type, contexts);
  return random.chance(0.15) ? (damagedValue(random, body) as Uint8Array) : body;
}

/** The content of a record of this type. */
export function contentOf(random: SeededRandom, type: number): Uint8Array {
  if (random.chance(0.2)) return noise(random, 40);
  if (type === ContentType.alert) return Uint8Array.of(1 + (random.bits() % 2), pick(random, [0, 90, 40, 200]));
  if (type !== ContentType.ack) return noise(random, 40);
  const recordNumbers = Array.from({ length: random.bits() % 20 }, () => ({
    epoch: random.bits() % 6,
    sequenceNumber: random.bits() % 12,
  }));
  return encodeToBytes(Ack, { recordNumbers });
}

/** A datagram with a ClientHello of an earlier version, damaged in some cases. */
export function legacyHello(random: SeededRandom): Uint8Array {
  const hello = {
    legacyVersion: pick(random, [0xfeff, 0xfefd] as const),
    random: new Uint8Array(32).fill(7),
    legacySessionId: new Uint8Array(0),
    legacyCookie: noise(random, 20),
    cipherSuites: [0x1301] as const,
    legacyCompressionMethods: Uint8Array.of(0),
  };
  const encoded = encodeToBytes(LegacyClientHello, hello);
  const body = random.chance(0.3) ? (damagedValue(random, encoded) as Uint8Array) : encoded;
  const messageSeq = random.bits() % 2;
  const message = { msgType: HandshakeType.client_hello, length: body.length, messageSeq, fragmentOffset: 0 };
  return encodeToBytes(DtlsPlaintext, {
    type: ContentType.handshake,
    legacyRecordVersion: 0xfeff,
    sequenceNumber: random.bits() % 4,
    fragment: encodeToBytes(Handshake, { ...message, fragment: body }),
  });
}
