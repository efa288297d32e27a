/** Why a test of the suite does not run, or why the shim answers that a feature is not implemented. */
export const reasons = {
  alps: 'ALPS',
  channelId: 'channel ID',
  delegatedCredentials: 'delegated credentials',
  sct: 'SCT',
  trustAnchorIds: 'trust anchor ids',
  quic: 'QUIC parameters',
  lowerVersion: 'versions below 1.3',
  sessions: 'later: sessions',
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
  // MinimumVersion tests with 1.3 as the minimum are about an endpoint without a lower version.
  { names: /^(?!MinimumVersion-.*-TLS13-).*-TLS1[12]?(?:-|$)/, reason: 'lowerVersion' },
];

/** Why the test does not run; undefined: it runs. */
export function disabledBecause(name: string): DisabledTests | undefined {
  return disabledTests.find(({ names }) => names.test(name));
}
