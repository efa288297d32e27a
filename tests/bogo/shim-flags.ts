import type { Reason } from './reasons.ts';

/** The flags of the shim protocol that configure a DTLS 1.3 connection, by the form of their value. */
const FORMS = {
  // Transport and flow.
  port: 'integer',
  'shim-id': 'text',
  ipv6: 'switch',
  dtls: 'switch',
  server: 'switch',
  'write-settings': 'text',
  'is-handshaker-supported': 'switch',
  mtu: 'integer',
  'initial-timeout-duration-ms': 'integer',
  'private-key-delay-ms': 'integer',
  'shim-writes-first': 'switch',
  'shim-shuts-down': 'switch',
  'check-close-notify': 'switch',
  'key-update': 'switch',
  'key-update-before-read': 'switch',
  'send-alert': 'switch',
  // Versions and parameters.
  'min-version': 'integer',
  'max-version': 'integer',
  'no-tls1': 'switch',
  'no-tls12': 'switch',
  'no-tls13': 'switch',
  curves: 'integers',
  'expect-curve-id': 'integer',
  'expect-hrr': 'switch',
  'expect-no-hrr': 'switch',
  // Authentication.
  'new-x509-credential': 'switch',
  'expect-selected-credential': 'integer',
  'cert-file': 'text',
  'key-file': 'text',
  'trust-cert': 'text',
  'verify-peer': 'switch',
  'verify-fail': 'switch',
  'require-any-client-certificate': 'switch',
  'expect-verify-result': 'switch',
  'must-match-issuer': 'switch',
  'signing-prefs': 'integers',
  'verify-prefs': 'integers',
  'expect-peer-signature-algorithm': 'integer',
  'expect-no-peer-cert': 'switch',
  'new-psk-credential': 'switch',
  'psk-importer-key': 'text',
  'psk-importer-identity': 'text',
  'psk-importer-context': 'text',
  'psk-importer-sha256': 'switch',
  'psk-importer-sha384': 'switch',
  'max-cert-list': 'integer',
  'enable-ocsp-stapling': 'switch',
  'ocsp-response': 'text',
  'expect-ocsp-response': 'text',
  'use-ocsp-callback': 'switch',
  'set-ocsp-in-callback': 'switch',
  'decline-ocsp-callback': 'switch',
  'fail-ocsp-callback': 'switch',
  // Sessions.
  'resume-count': 'integer',
  'no-ticket': 'switch',
  'skip-ticket': 'switch',
  'expect-session-miss': 'switch',
  'expect-no-session': 'switch',
  'expect-ticket-renewal': 'switch',
  'reverify-on-resume': 'switch',
  'expect-ticket-supports-early-data': 'switch',
  // Extensions and exporter.
  'host-name': 'text',
  'expect-server-name': 'text',
  'expect-no-server-name': 'switch',
  // No name is acknowledged: a certificate is not selected by it.
  'no-server-name-ack': 'switch',
  'advertise-alpn': 'text',
  'select-alpn': 'text',
  'expect-alpn': 'text',
  'decline-alpn': 'switch',
  'reject-alpn': 'switch',
  'srtp-profiles': 'text',
  'export-keying-material': 'integer',
  'export-label': 'text',
  'export-context': 'text',
  'use-export-context': 'switch',
  // These change how BoringSSL's own shim calls its library, and nothing in the protocol.
  async: 'switch',
  'implicit-handshake': 'switch',
  'use-custom-verify-callback': 'switch',
  'use-early-callback': 'switch',
  'use-old-client-cert-callback': 'switch',
  'expect-no-session-id': 'switch',
  'expect-early-data-reason': 'text',
  // The suite has no early data in DTLS: it refuses a ClientHello that offers some.
  'enable-early-data': 'switch',
  'expect-accept-early-data': 'switch',
  'use-ticket-callback': 'switch',
  'use-ticket-aead-callback': 'switch',
  'renew-ticket': 'switch',
  'quic-use-legacy-codepoint': 'integer',
} as const;

/** How the value of a flag is written. */
export type FlagForm = (typeof FORMS)[keyof typeof FORMS];

interface Values {
  switch: true;
  integer: number;
  integers: readonly number[];
  text: string;
}

type Flags = { readonly [Name in keyof typeof FORMS]?: Values[(typeof FORMS)[Name]] };

/** The flags that start the description of one of several credentials. */
const CREDENTIAL_STARTS = ['new-x509-credential', 'new-psk-credential'] as const;

/** The flags that describe one of several credentials. */
const CREDENTIAL_FLAGS = [
  'cert-file',
  'key-file',
  'signing-prefs',
  'must-match-issuer',
  'ocsp-response',
  'psk-importer-key',
  'psk-importer-identity',
  'psk-importer-context',
  'psk-importer-sha256',
  'psk-importer-sha384',
] as const;

/** One of several credentials. */
export type CredentialFlags = Pick<Flags, (typeof CREDENTIAL_STARTS | typeof CREDENTIAL_FLAGS)[number]>;

/** The flags of one connection, by name without the leading hyphen. */
export interface ShimFlags extends Flags {
  /** In order of preference. The credential of the other flags comes last. */
  readonly credentials?: readonly CredentialFlags[];
}

/** Whether the flag starts the description of another credential. */
export function startsCredential(name: string): boolean {
  return CREDENTIAL_STARTS.some((flag) => flag === name);
}

/** Whether the flag describes the credential that was started last. */
export function isCredentialFlag(name: string): boolean {
  return CREDENTIAL_FLAGS.some((flag) => flag === name);
}

/** The form of the flag's value; undefined: the shim does not know the flag. */
export function formOf(name: string): FlagForm | undefined {
  return Object.hasOwn(FORMS, name) ? FORMS[name as keyof typeof FORMS] : undefined;
}

/**
 * Flags of features that are not implemented; the first pattern that matches gives the reason. What the application
 * sees of a ClientHello, and the choice of a certificate by its type, come with the callback by server name.
 */
const UNIMPLEMENTED: readonly (readonly [RegExp, Reason])[] = [
  [/alps|application-settings/, 'alps'],
  [/channel-id/, 'channelId'],
  [/delegated-credential/, 'delegatedCredentials'],
  [/signed-cert-timestamps/, 'sct'],
  [/trust-anchor|cert-properties/, 'trustAnchorIds'],
  [/quic/, 'quic'],
  [/^(?:psk|psk-identity|cipher|false-start|renegotiate-.*|.*next-proto|expect-session-id)$/, 'lowerVersion'],
  // Early data is offered over DTLS by a test of ECH only.
  [
    /early-data|ech\b|ech-|msg-callback|rpk|cert-types|grease|permute-extensions|cert-compression|advertised-alpn/,
    'users',
  ],
];

/** Why a flag is not implemented; undefined: no reason is known, which the summary reports as unexplained. */
export function reasonOfFlag(name: string): Reason | undefined {
  return UNIMPLEMENTED.find(([pattern]) => pattern.test(name))?.[1];
}
