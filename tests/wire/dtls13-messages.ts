import { readdirSync, readFileSync } from 'node:fs';
import {
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
  { kind: 'unknown', extensionType: ExtensionType.early_data, extensionData: bytes(5) },
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
const authorities: wire.CertificateAuthorities = { authorities: [{ name: bytes(300) }, { name: bytes(1) }] };
const requestExtensions: readonly wire.CertificateRequestExtension[] = [
  { kind: 'signature_algorithms', extensionData: schemes },
  { kind: 'signature_algorithms_cert', extensionData: schemes },
  { kind: 'certificate_authorities', extensionData: authorities },
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
  { kind: 'unknown', extensionType: ExtensionType.server_name, extensionData: Uint8Array.of() },
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
        { certData: bytes(300), extensions: [grease] },
        { certData: bytes(1), extensions: [] },
      ],
    },
  ),
  messageCase('CertificateAuthorities', plain(wire.CertificateAuthorities), authorities),
  messageCase('CertificateEntry', plain(wire.CertificateEntry), { certData: bytes(70), extensions: [grease] }),
  messageCase('CertificateRequest', plain(wire.CertificateRequest), {
    certificateRequestContext: Uint8Array.of(),
    extensions: requestExtensions,
  }),
  messageCase('CertificateRequestExtension', plain(wire.CertificateRequestExtension), ...requestExtensions),
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
