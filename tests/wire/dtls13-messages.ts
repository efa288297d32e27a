import { readdirSync, readFileSync } from 'node:fs';
import {
  CertificateCompressionAlgorithm,
  CipherSuite,
  ExtensionType,
  HandshakeType,
  NamedGroup,
  ProtocolVersion,
  SignatureScheme,
  SrtpProtectionProfile,
} from '../../generated/dtls13/registries/index.ts';
import * as wire from '../../generated/dtls13/wire/index.ts';
import { plain, type Subject } from './codec-law.ts';

const FOLDER = 'tests/vectors/clienthello';

/** Captured datagrams, one a line of the vector files. */
export function capturedClientHellos(): readonly { readonly name: string; readonly bytes: Uint8Array }[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.hex'))
    .flatMap((name) =>
      readFileSync(`${FOLDER}/${name}`, 'utf8')
        .trim()
        .split('\n')
        .map((line) => ({ name, bytes: Uint8Array.from(Buffer.from(line, 'hex')) })),
    );
}

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => index * 7 + 1);

const keyShare: wire.KeyShareEntry = { group: NamedGroup.x25519, keyExchange: bytes(32) };
const grease: wire.Extension = { extensionType: 0x0a0a, extensionData: Uint8Array.of() };
const groups: wire.NamedGroupList = { namedGroupList: [NamedGroup.x25519, NamedGroup.secp256r1, 0x2a2a] };
const schemes: wire.SignatureSchemeList = {
  supportedSignatureAlgorithms: [SignatureScheme.ecdsa_secp256r1_sha256, 0x9999],
};
const srtp: wire.UseSrtpData = {
  srtpProtectionProfiles: [SrtpProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_80, 0x1a1a],
  srtpMki: bytes(4),
};
const authorities: wire.CertificateAuthorities = { authorities: [{ name: bytes(300) }, { name: bytes(1) }] };
const compressions: wire.CertificateCompressionAlgorithms = { algorithms: [CertificateCompressionAlgorithm.zlib, 99] };
const ocspRequest: wire.OcspStatusRequest = {
  responderIdList: [{ id: bytes(1) }, { id: bytes(30) }],
  requestExtensions: bytes(7),
};
const statusRequest: wire.CertificateStatusRequest = { kind: 'ocsp', request: ocspRequest };
const ocspResponse: wire.OcspResponse = { response: bytes(90) };
const status: wire.CertificateStatus = { kind: 'ocsp', response: ocspResponse };
const timestamps: wire.SignedCertificateTimestampList = { sctList: [{ sct: bytes(5) }, { sct: bytes(1) }] };
const credential: wire.DelegatedCredential = {
  validTime: 0xffffffff,
  dcCertVerifyAlgorithm: SignatureScheme.ed25519,
  publicKey: bytes(44),
  algorithm: SignatureScheme.ecdsa_secp256r1_sha256,
  signature: bytes(70),
};
const entryExtensions: readonly wire.CertificateEntryExtension[] = [
  { kind: 'status_request', extensionData: status },
  { kind: 'signed_certificate_timestamp', extensionData: timestamps },
  { kind: 'delegated_credential', extensionData: credential },
  { kind: 'unknown', ...grease },
];
const filter: wire.OidFilter = { certificateExtensionOid: bytes(3), certificateExtensionValues: bytes(9) };
const filters: wire.OidFilters = { filters: [filter, { ...filter, certificateExtensionValues: Uint8Array.of() }] };
const ticketExtensions: readonly wire.NewSessionTicketExtension[] = [
  { kind: 'early_data', extensionData: { maxEarlyDataSize: 0xffffffff } },
  { kind: 'unknown', ...grease },
];
const clientExtensions: readonly wire.ClientHelloExtension[] = [
  {
    kind: 'server_name',
    extensionData: { serverNameList: [{ nameType: 0, hostName: new TextEncoder().encode('gateway.example.net') }] },
  },
  { kind: 'supported_groups', extensionData: groups },
  { kind: 'signature_algorithms', extensionData: schemes },
  { kind: 'supported_versions', extensionData: { versions: [ProtocolVersion.dtls1_3, ProtocolVersion.dtls1_2] } },
  { kind: 'key_share', extensionData: { clientShares: [keyShare] } },
  { kind: 'unknown', ...grease },
  { kind: 'unknown', extensionType: ExtensionType.pre_shared_key, extensionData: bytes(5) },
  { kind: 'status_request', extensionData: statusRequest },
  { kind: 'ec_point_formats', extensionData: { ecPointFormatList: [0, 9] } },
  { kind: 'signed_certificate_timestamp' },
  { kind: 'padding', extensionData: { padding: new Uint8Array(5) } },
  { kind: 'encrypt_then_mac' },
  { kind: 'extended_master_secret' },
  { kind: 'compress_certificate', extensionData: compressions },
  { kind: 'delegated_credential', extensionData: schemes },
  { kind: 'session_ticket', extensionData: { ticket: bytes(20) } },
  { kind: 'early_data' },
  { kind: 'psk_key_exchange_modes', extensionData: { keModes: [0, 1, 77] } },
  { kind: 'certificate_authorities', extensionData: authorities },
  { kind: 'post_handshake_auth' },
  { kind: 'connection_id', extensionData: { cid: bytes(5) } },
  { kind: 'renegotiation_info', extensionData: { renegotiatedConnection: bytes(12) } },
  { kind: 'use_srtp', extensionData: srtp },
  {
    kind: 'application_layer_protocol_negotiation',
    extensionData: { protocolNameList: [{ name: bytes(2) }, { name: bytes(255) }] },
  },
  { kind: 'record_size_limit', extensionData: { recordSizeLimit: 64 } },
  { kind: 'cookie', extensionData: { cookie: bytes(50) } },
  { kind: 'signature_algorithms_cert', extensionData: schemes },
];
const clientHello: wire.ClientHello = {
  legacyVersion: ProtocolVersion.dtls1_2,
  random: bytes(32),
  legacySessionId: bytes(32),
  legacyCookie: Uint8Array.of(),
  cipherSuites: [CipherSuite.TLS_AES_128_GCM_SHA256, 0x0a0a],
  legacyCompressionMethods: Uint8Array.of(0),
  extensions: clientExtensions,
};
const serverExtensions: readonly wire.ServerHelloExtension[] = [
  { kind: 'supported_versions', extensionData: { selectedVersion: ProtocolVersion.dtls1_3 } },
  { kind: 'key_share', extensionData: { serverShare: keyShare } },
  { kind: 'unknown', ...grease },
];
const serverHello: wire.ServerHello = {
  legacyVersion: ProtocolVersion.dtls1_2,
  random: bytes(32),
  legacySessionIdEcho: Uint8Array.of(),
  cipherSuite: CipherSuite.TLS_CHACHA20_POLY1305_SHA256,
  extensions: serverExtensions,
};
const retryExtensions: readonly wire.HelloRetryRequestExtension[] = [
  { kind: 'supported_versions', extensionData: { selectedVersion: ProtocolVersion.dtls1_3 } },
  { kind: 'key_share', extensionData: { selectedGroup: NamedGroup.secp256r1 } },
  { kind: 'cookie', extensionData: { cookie: bytes(1) } },
  { kind: 'unknown', ...grease },
];
const requestExtensions: readonly wire.CertificateRequestExtension[] = [
  { kind: 'signature_algorithms', extensionData: schemes },
  { kind: 'signature_algorithms_cert', extensionData: schemes },
  { kind: 'certificate_authorities', extensionData: authorities },
  { kind: 'oid_filters', extensionData: filters },
  { kind: 'status_request' },
  { kind: 'signed_certificate_timestamp' },
  { kind: 'compress_certificate', extensionData: compressions },
  { kind: 'unknown', ...grease },
];
const unifiedHeader: wire.UnifiedHeader = {
  hasSequenceNumber16: true,
  epochBits: 2,
  connectionId: bytes(3),
  sequenceNumber8: undefined,
  sequenceNumber16: 0xfffe,
  length: 9,
};
const barestHeader: wire.UnifiedHeader = {
  hasSequenceNumber16: false,
  epochBits: 3,
  connectionId: undefined,
  sequenceNumber8: 255,
  sequenceNumber16: undefined,
  length: undefined,
};
const encryptedExtensions: readonly wire.EncryptedExtension[] = [
  { kind: 'supported_groups', extensionData: groups },
  { kind: 'server_name' },
  { kind: 'early_data' },
  { kind: 'use_srtp', extensionData: srtp },
  { kind: 'application_layer_protocol_negotiation', extensionData: { protocolName: { name: bytes(6) } } },
  { kind: 'record_size_limit', extensionData: { recordSizeLimit: 65535 } },
];

/** A message type with values that stand for what travels. The type of a case hides what its codec is for. */
export interface MessageCase {
  readonly name: string;
  /** Calls back with the subject and its samples, so that their types stay tied together. */
  visit<R>(
    visitor: <T, A extends readonly unknown[], E extends readonly unknown[]>(
      subject: Subject<T, A, E>,
      samples: readonly T[],
    ) => R,
  ): R;
}

function messageCase<T, A extends readonly unknown[], E extends readonly unknown[]>(
  name: string,
  subject: Subject<T, A, E>,
  ...samples: readonly T[]
): MessageCase {
  return { name, visit: (visitor) => visitor(subject, samples) };
}

const connectionId3: { readonly decodeArgs: [number]; readonly encodeArgs: [] } = { decodeArgs: [3], encodeArgs: [] };

/** Every generated message type of DTLS 1.3 by its exported name; a test holds that none is missing. */
export const messageCases: readonly MessageCase[] = [
  messageCase(
    'Ack',
    plain(wire.Ack),
    { recordNumbers: [] },
    { recordNumbers: [{ epoch: 2, sequenceNumber: 2 ** 48 - 1 }] },
  ),
  messageCase('RecordNumber', plain(wire.RecordNumber), { epoch: 2 ** 48 - 1, sequenceNumber: 2 ** 33 + 5 }),
  messageCase('Alert', plain(wire.Alert), { level: 2, description: 47 }),
  messageCase(
    'Certificate',
    plain(wire.Certificate),
    { certificateRequestContext: Uint8Array.of(), certificateList: [] },
    {
      certificateRequestContext: bytes(4),
      certificateList: [
        { certData: bytes(300), extensions: entryExtensions },
        { certData: bytes(1), extensions: [] },
      ],
    },
  ),
  messageCase('CertificateAuthorities', plain(wire.CertificateAuthorities), authorities),
  messageCase('CertificateEntry', plain(wire.CertificateEntry), { certData: bytes(70), extensions: entryExtensions }),
  messageCase('CertificateCompressionAlgorithms', plain(wire.CertificateCompressionAlgorithms), compressions),
  messageCase('CertificateEntryExtension', plain(wire.CertificateEntryExtension), ...entryExtensions),
  messageCase('CertificateRequest', plain(wire.CertificateRequest), {
    certificateRequestContext: Uint8Array.of(),
    extensions: requestExtensions,
  }),
  messageCase('CertificateRequestExtension', plain(wire.CertificateRequestExtension), ...requestExtensions),
  messageCase('CertificateStatus', plain(wire.CertificateStatus), status, {
    kind: 'unknown',
    statusType: 2,
    response: bytes(3),
  }),
  messageCase('CertificateStatusRequest', plain(wire.CertificateStatusRequest), statusRequest, {
    kind: 'unknown',
    statusType: 2,
    request: bytes(3),
  }),
  messageCase('ConnectionId', plain(wire.ConnectionId), { cid: Uint8Array.of() }),
  messageCase('DelegatedCredential', plain(wire.DelegatedCredential), credential),
  messageCase(
    'DtlsInnerPlaintext',
    { codec: wire.DtlsInnerPlaintext, decodeArgs: [7], encodeArgs: [] },
    { content: bytes(7), type: 22, zeros: new Uint8Array(3) },
  ),
  messageCase('EcPointFormatList', plain(wire.EcPointFormatList), { ecPointFormatList: [0] }),
  messageCase('Empty', plain(wire.Empty), {}),
  messageCase('KeyUpdate', plain(wire.KeyUpdate), { requestUpdate: 1 }),
  messageCase('MaxEarlyDataSize', plain(wire.MaxEarlyDataSize), { maxEarlyDataSize: 7 }),
  messageCase('NewSessionTicket', plain(wire.NewSessionTicket), {
    ticketLifetime: 604800,
    ticketAgeAdd: 0xfedcba98,
    ticketNonce: bytes(8),
    ticket: bytes(180),
    extensions: ticketExtensions,
  }),
  messageCase('NewSessionTicketExtension', plain(wire.NewSessionTicketExtension), ...ticketExtensions),
  messageCase('OcspResponse', plain(wire.OcspResponse), ocspResponse),
  messageCase('OcspStatusRequest', plain(wire.OcspStatusRequest), ocspRequest),
  messageCase('OidFilter', plain(wire.OidFilter), filter),
  messageCase('OidFilters', plain(wire.OidFilters), filters),
  messageCase('Padding', plain(wire.Padding), { padding: new Uint8Array(100) }),
  messageCase('PskKeyExchangeModes', plain(wire.PskKeyExchangeModes), { keModes: [1] }),
  messageCase('RenegotiationInfo', plain(wire.RenegotiationInfo), { renegotiatedConnection: bytes(255) }),
  messageCase('ResponderId', plain(wire.ResponderId), { id: bytes(2) }),
  messageCase('SerializedSct', plain(wire.SerializedSct), { sct: bytes(2) }),
  messageCase('SessionTicket', plain(wire.SessionTicket), { ticket: bytes(2) }),
  messageCase('SignedCertificateTimestampList', plain(wire.SignedCertificateTimestampList), timestamps),
  messageCase('CertificateVerify', plain(wire.CertificateVerify), {
    algorithm: SignatureScheme.ecdsa_secp256r1_sha256,
    signature: bytes(71),
  }),
  messageCase('ClientHello', plain(wire.ClientHello), clientHello, { ...clientHello, extensions: [] }),
  messageCase('ClientHelloExtension', plain(wire.ClientHelloExtension), ...clientExtensions),
  messageCase('Cookie', plain(wire.Cookie), { cookie: bytes(70) }),
  messageCase('DistinguishedName', plain(wire.DistinguishedName), { name: bytes(70) }),
  messageCase(
    'DtlsCiphertext',
    { codec: wire.DtlsCiphertext, ...connectionId3 },
    { unifiedHdr: unifiedHeader, encryptedRecord: bytes(9) },
    { unifiedHdr: barestHeader, encryptedRecord: bytes(20) },
  ),
  messageCase('DtlsPlaintext', plain(wire.DtlsPlaintext), {
    type: 22,
    legacyRecordVersion: ProtocolVersion.dtls1_2,
    sequenceNumber: 2 ** 48 - 1,
    fragment: bytes(30),
  }),
  messageCase('EncryptedExtension', plain(wire.EncryptedExtension), ...encryptedExtensions),
  messageCase(
    'EncryptedExtensions',
    plain(wire.EncryptedExtensions),
    { extensions: [] },
    { extensions: encryptedExtensions },
  ),
  messageCase('Extension', plain(wire.Extension), grease, { extensionType: 65535, extensionData: bytes(9) }),
  messageCase('Finished', plain(wire.Finished), { verifyData: bytes(32) }, { verifyData: Uint8Array.of() }),
  messageCase('Handshake', plain(wire.Handshake), {
    msgType: HandshakeType.client_hello,
    length: 0xffffff,
    messageSeq: 3,
    fragmentOffset: 0x010203,
    fragment: bytes(40),
  }),
  messageCase('HelloRetryRequest', plain(wire.HelloRetryRequest), {
    legacyVersion: ProtocolVersion.dtls1_2,
    legacySessionIdEcho: Uint8Array.of(),
    cipherSuite: CipherSuite.TLS_AES_128_GCM_SHA256,
    extensions: retryExtensions,
  }),
  messageCase('HelloRetryRequestExtension', plain(wire.HelloRetryRequestExtension), ...retryExtensions),
  messageCase(
    'KeyShareClientHello',
    plain(wire.KeyShareClientHello),
    { clientShares: [] },
    { clientShares: [keyShare] },
  ),
  messageCase('KeyShareEntry', plain(wire.KeyShareEntry), keyShare),
  messageCase('KeyShareHelloRetryRequest', plain(wire.KeyShareHelloRetryRequest), {
    selectedGroup: NamedGroup.secp384r1,
  }),
  messageCase('KeyShareServerHello', plain(wire.KeyShareServerHello), { serverShare: keyShare }),
  messageCase('NamedGroupList', plain(wire.NamedGroupList), groups),
  messageCase('ProtocolName', plain(wire.ProtocolName), { name: bytes(5) }),
  messageCase('ProtocolNameList', plain(wire.ProtocolNameList), { protocolNameList: [{ name: bytes(5) }] }),
  messageCase('RecordSizeLimit', plain(wire.RecordSizeLimit), { recordSizeLimit: 16385 }),
  messageCase('SelectedProtocolName', plain(wire.SelectedProtocolName), { protocolName: { name: bytes(5) } }),
  messageCase('SelectedVersion', plain(wire.SelectedVersion), { selectedVersion: ProtocolVersion.dtls1_3 }),
  messageCase('ServerHello', plain(wire.ServerHello), serverHello),
  messageCase('ServerHelloExtension', plain(wire.ServerHelloExtension), ...serverExtensions),
  messageCase('ServerName', plain(wire.ServerName), { nameType: 0, hostName: bytes(3) }),
  messageCase('ServerNameList', plain(wire.ServerNameList), {
    serverNameList: [
      { nameType: 0, hostName: bytes(3) },
      { nameType: 1, hostName: bytes(1) },
    ],
  }),
  messageCase('SignatureSchemeList', plain(wire.SignatureSchemeList), schemes),
  messageCase('StatelessCookie', plain(wire.StatelessCookie), {
    keyId: 255,
    issued: 2 ** 48 - 1,
    cipherSuite: CipherSuite.TLS_AES_256_GCM_SHA384,
    selectedGroup: 0,
    clientHelloHash: bytes(48),
    mac: bytes(32),
  }),
  messageCase('SupportedVersionsList', plain(wire.SupportedVersionsList), { versions: [ProtocolVersion.dtls1_3] }),
  messageCase('TranscriptHeader', plain(wire.TranscriptHeader), { msgType: HandshakeType.finished, length: 32 }),
  messageCase('UnifiedHeader', { codec: wire.UnifiedHeader, ...connectionId3 }, unifiedHeader, barestHeader),
  messageCase('UseSrtpData', plain(wire.UseSrtpData), srtp),
];
