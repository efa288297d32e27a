/** The parts of the suite, by test name; the first that matches has the test. */
const GROUPS: readonly (readonly [string, RegExp])[] = [
  ['Encrypted ClientHello', /ECH/],
  ['Pre-shared keys', /^PSK-/],
  ['KeyUpdate', /^KeyUpdate-|^KeyChange/],
  ['Retransmission and ACK', /^DTLS-(?:Retransmit|StrayRetransmit)|^SlowReply/],
  ['Replay and fragment window', /^DTLS-(?:Replay|FragmentWindow)/],
  ['Fragments', /^(?:Reorder|MixComplete|Fragment|SplitFragments|LargeMessage|SplitAndPack|MTU)/],
  [
    'Record layer',
    /^DTLS13RecordHeader|Record|^(?:Large|DTLSIgnoreBadPackets|TLS13-Empty|TLS13-Only|SendEmpty)|^DTLS-TLS13-/,
  ],
  ['Alerts', /Alert/],
  ['Application data and ChangeCipherSpec before keys', /^AppData|ChangeCipherSpec|^Unencrypted/],
  ['HelloVerifyRequest and HelloRetryRequest', /HelloVerifyRequest|HelloRetryRequest|^DTLS13-RejectLegacyCookie/],
  ['Versions', /Version|^Downgrade|^NoSupported|^DisableEverything|^DTLS13Compat/],
  ['Message type and length', /^(?:WrongMessageType|TrailingMessageData)-/],
  ['Certificate selection', /^CertificateSelection-/],
  ['Certificate verification', /^CertificateVerification/],
  ['Client authentication', /^ClientAuth|CertificateAuthorities/],
  ['OCSP and SCT', /OCSP|SCT|SignedCertificateTimestamp|CertificateStatus/],
  ['ALPN, ALPS', /^AL(?:PN|PS)|ClientEncryptedExtension/],
  ['SRTP', /^SRTP-/],
  ['Exporter', /^Export/],
  ['QUIC parameters', /^QUIC/],
  ['Resumption and tickets', /Resum|Ticket|EarlyData|^Resume-/],
  ['Extensions', /Extension|ServerName/],
  ['Cipher suites', /^DTLS-/],
];

/** The part of the suite that the test belongs to. */
export function groupOf(name: string): string {
  return GROUPS.find(([, names]) => names.test(name))?.[0] ?? 'Handshake';
}
