import { NamedGroup } from '../../../generated/dtls13/registries/named-group.ts';
import { SignatureScheme } from '../../../generated/dtls13/registries/signature-scheme.ts';
import type { CryptoProvider, GroupName, SignatureSchemeName } from '../../crypto/provider.ts';
import type { Certificate } from './handshake-context.ts';

/** What either role is ready to agree to, best first. */
export interface HandshakeConfig {
  readonly cipherSuites: readonly number[];
  readonly groups: readonly GroupName[];
  /** Bytes of protocol names; RFC 7301. Empty: the application does not negotiate. */
  readonly alpnProtocols: readonly Uint8Array[];
  /** Code points; RFC 5764. Empty: no SRTP. */
  readonly srtpProfiles: readonly number[];
}

/** What a client brings to a handshake. */
export interface ClientHandshakeConfig extends HandshakeConfig {
  /** The name of the server, where it has one. */
  readonly servername: string | undefined;
  /** The groups a share is sent for. None: the server has to say which it wants. */
  readonly keyShares: readonly GroupName[];
  /** Shown to a server that asks. */
  readonly certificate: Certificate | undefined;
}

/** What a server brings to a handshake. */
export interface ServerHandshakeConfig extends HandshakeConfig {
  readonly certificate: Certificate;
  readonly requestCertificate: 'no' | 'optional' | 'required';
}

/** Code points of the signature schemes whose signatures the provider can check. */
export function verifiableSchemes({ capabilities }: CryptoProvider): number[] {
  return capabilities.signatureSchemes.map((name) => SignatureScheme[name]);
}

/**
 * Code points of the schemes that may sign certificates, which the host judges; RFC 9846 section 4.3.3. The old padding
 * of RSA has its place there, because most issuers sign with it, and nowhere else.
 */
export function certificateSchemes(provider: CryptoProvider): number[] {
  const { rsa_pkcs1_sha256, rsa_pkcs1_sha384, rsa_pkcs1_sha512 } = SignatureScheme;
  return [...verifiableSchemes(provider), rsa_pkcs1_sha256, rsa_pkcs1_sha384, rsa_pkcs1_sha512];
}

/** The first scheme of a certificate's key that is among `accepted`. */
export function commonScheme(
  certificate: Certificate | undefined,
  accepted: readonly number[],
): SignatureSchemeName | undefined {
  return certificate?.privateKey.signatureSchemes.find((name) => accepted.includes(SignatureScheme[name]));
}

/** The name of a group this provider can do, for a code point. */
export function groupNamed(groups: readonly GroupName[], codePoint: number): GroupName | undefined {
  return groups.find((group) => NamedGroup[group] === codePoint);
}

/** Labels of letters, digits, hyphens and underscores (RFC 1123 section 2.1, and what is in use), no dot at the end. */
const HOST_NAME = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.(?!$)|$))+$/i;
/** A last label that readers of addresses take for a number: `127.1`, `0x7f.1`. */
const ENDS_IN_NUMBER = /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/i;

/** Whether this can be a host name in server_name: at most 253 bytes of ASCII, and no address; RFC 6066 section 3. */
export function isServername(name: string): boolean {
  return name.length <= 253 && HOST_NAME.test(name) && !ENDS_IN_NUMBER.test(name);
}
