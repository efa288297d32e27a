/** Why a test of the suite does not run, or why the shim answers that a feature is not implemented. */
export const reasons = {
  alps: 'ALPS',
  channelId: 'channel ID',
  delegatedCredentials: 'delegated credentials',
  sct: 'SCT',
  trustAnchorIds: 'trust anchor ids',
  quic: 'QUIC parameters',
  lowerVersion: 'versions below 1.3',
  users: 'later: users',
  differs: 'RFC and BoringSSL differ',
} as const;

export type Reason = keyof typeof reasons;

/** Tests that do not run, by their names. */
export interface DisabledTests {
  readonly names: RegExp;
  readonly reason: Reason;
  /** The rule that the tests contradict. Only for `differs`. */
  readonly rule?: string;
}

/** The first entry that matches gives the reason. */
export const disabledTests: readonly DisabledTests[] = [
  {
    names: /^VersionNegotiation-Client2?-TLS13-TLS13-DTLS$/,
    reason: 'differs',
    rule: 'They require 0xfeff as legacy_record_version of the first ClientHello; RFC 9147 section 4 prefers 0xfefd.',
  },
  {
    names: /^ExportKeyingMaterial-(?:No|Empty)Context-DTLS-TLS13$/,
    reason: 'differs',
    rule: 'They export with an empty label, but HkdfLabel.label has more than the prefix; RFC 9846 section 7.1.',
  },
  {
    names: /^ShimSendAlert-/,
    reason: 'differs',
    rule: 'They require the alert decompression_failure, which must not be sent; RFC 9846 appendix B.2.',
  },
  {
    names: /^ALPNClient-AllowUnknown-DTLS-TLS13$/,
    reason: 'differs',
    rule: 'The server selects a protocol that was not offered, which the client must reject; RFC 9846 section 4.4.1.',
  },
  {
    names: /^ALPNServer-SelectEmpty-DTLS-TLS13$/,
    reason: 'differs',
    rule: 'It configures an empty protocol name, which RFC 7301 section 3.1 excludes; wirechart refuses the configuration.',
  },
  {
    names:
      /^(?:AppDataBeforeHandshake|UnencryptedEncryptedExtensions|FragmentMessage\w+Mismatch|SplitFragments-\w+)-DTLS/,
    reason: 'differs',
    rule: 'They require an error for an unprotected record that any sender can forge; RFC 9147 section 4.5.2 recommends to discard it.',
  },
  {
    names: /^WrongMessageType-(?:ClientHello|TLS13-ClientHello|TLS13-ServerHello)-DTLS$/,
    reason: 'differs',
    rule: 'They require an alert for an unprotected message that is no hello and that any sender can forge; RFC 9147 section 4.5.2 recommends to discard it.',
  },
  {
    names: /^(?:SendInvalidRecordType|TLS13-EmptyRecords|TLS13-OnlyPadding)-DTLS$/,
    reason: 'differs',
    rule: 'They require an error for a record without a valid inner content type; RFC 9147 section 4.5.2 recommends to discard it.',
  },
  {
    names: /^SendBogusAlertType-DTLS$/,
    reason: 'differs',
    rule: 'It requires illegal_parameter for an unknown alert level; RFC 9846 section 6 makes it an error alert whatever its level is.',
  },
  {
    names: /^DuplicateExtension(?:Client|Server)-DTLS-TLS13$/,
    reason: 'differs',
    rule: 'They require decode_error; RFC 9846 section 4.3 names no alert, and illegal_parameter is for a field with a wrong value.',
  },
  {
    names: /^CertificateVerificationFail-(?:Client|Server)-TLS13-DTLS-Sync/,
    reason: 'differs',
    rule: 'They require handshake_failure when the application rejects a certificate; RFC 9846 section 6.2 has certificate_unknown for it.',
  },
  {
    names: /^DTLS-Retransmit-(?:Server-ACK(?:MatchingEpoch|BadEpoch|EpochOverflow)|Client)-TLS13/,
    reason: 'differs',
    rule: 'They require that unprotected ACKs are processed, which any sender can forge; RFC 9147 section 7 permits it and does not require it.',
  },
  {
    names: /^DTLS-Retransmit-BothTimers-TLS13/,
    reason: 'differs',
    rule: 'It requires an ACK of a repeated part of the flight that is already answered; RFC 9147 section 7 has ACKs of the current flight only.',
  },
  {
    names: /^DTLS-Retransmit-PartialProgress-Client-TLS13/,
    reason: 'differs',
    rule: 'It requires that a complete ServerHello does not end the retransmission of the ClientHello; RFC 9147 section 7.1 makes it an implicit ACK.',
  },
  {
    names: /^DTLS-Retransmit-(?:PartialProgress-Server|Server-DoNotACKDiscardedFragments|Server-ACKEverything)/,
    reason: 'differs',
    rule: 'They require a server with a timer and ACKs before the second ClientHello; RFC 9147 section 5.1 has a server without state.',
  },
  {
    names: /^CertificateSelection-Client-.*-MatchNone-DTLS-TLS13$/,
    reason: 'differs',
    rule: 'They require that a client without a suitable certificate fails; RFC 9846 section 4.5.1 has an empty Certificate.',
  },
  {
    names: /^PSK-Server-(?:NoCommonPSKs|IdentityDoesNotMatch|PartialImport-NoMatch)-DTLS$/,
    reason: 'differs',
    rule: 'They require handshake_failure for an unknown identity; RFC 9846 section 4.3.11 permits unknown_psk_identity.',
  },
  {
    names: /^PSK-Server-BinderWrongLength-/,
    reason: 'differs',
    rule: 'They require decrypt_error for a binder of 31 bytes; RFC 9846 section 6.2 has decode_error for a length out of range.',
  },
  {
    names: /^KeyUpdate-Requested-DTLS$/,
    reason: 'differs',
    rule: 'It requires no response to a request that arrives while a KeyUpdate is not acknowledged; RFC 9846 section 4.7.3 requires one.',
  },
  // The application chooses between a certificate and a key by the rest of the ClientHello.
  { names: /^PSK-Server-CertOrPSK-PSK-DTLS$/, reason: 'users' },
  {
    names: /^PSK-Server-(?:HRR-PSKMissing|OmitAllPSKsOnSecondClientHello)-DTLS$/,
    reason: 'differs',
    rule: 'They require that a server remembers the keys of the first ClientHello; RFC 9846 section 4.2.2 has that rule for clients, and RFC 9147 section 5.1 a server without state.',
  },
  // They are about server_certificate_type, which only raw public keys need; RFC 7250.
  {
    names: /^CertificateSelection-Server-CertificateType-(?:MatchesRawPublicKeyOver|Unknown-)X509-MatchNone-/,
    reason: 'users',
  },
  { names: /^QUICTransportParams-NonQUICServer-Client(?:Standard|Both)-/, reason: 'quic' },
  { names: /^ExtensionTrailingData-TrustAnchors-/, reason: 'trustAnchorIds' },
  { names: /^DTLS-ECH-Server-ECHInner/, reason: 'users' },
  // The server acknowledges a name only when it selects the certificate by it; RFC 6066 section 3.
  { names: /^ServerNameExtensionServer-DTLS-TLS13$/, reason: 'users' },
  // MinimumVersion tests with 1.3 as the minimum are about an endpoint without a lower version.
  { names: /^(?!MinimumVersion-.*-TLS13-).*-TLS1[12]?(?:-|$)/, reason: 'lowerVersion' },
];

/** Tests in which the shim must refuse the peer's hello, whatever versions the flags allow. */
export const versionRefusals = /^(?:DTLS13-HelloVerifyRequest|VersionTooLow-DTLS$|NoSupportedVersions-DTLS$)/;

/** Why the test does not run; undefined: it runs. */
export function disabledBecause(name: string): DisabledTests | undefined {
  return disabledTests.find(({ names }) => names.test(name));
}
