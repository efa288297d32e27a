import type { TrustAnchors } from '../certificates/trust-anchors.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { sessionContextDigest } from '../dtls13/handshake/psk/session-context.ts';
import type { ConnectOptions } from './connect-options.ts';
import type { ListenOptions } from './listen-options.ts';

/** A setting under which peers are authenticated. */
type Setting = string | Uint8Array;

type TrustOptions = Pick<ConnectOptions & ListenOptions, 'ca' | 'crl' | 'rejectUnauthorized' | 'verifyPeer'>;

/**
 * The settings that decide which peers are trusted. Lists and functions are present or not: they change while their
 * meaning stays the same, and decide again about the certificates of a resumed session. `anchors`: those of `ca`.
 */
export function trustSettings(
  { ca, crl, rejectUnauthorized = true, verifyPeer }: TrustOptions,
  anchors: TrustAnchors,
): Setting[] {
  const certificates = ca === undefined ? [] : anchors.certificates.map(({ der }) => der);
  const flags = {
    ca: ca !== undefined,
    crl: crl !== undefined,
    rejectUnauthorized,
    verifyPeer: verifyPeer !== undefined,
  };
  return [JSON.stringify(flags), String(certificates.length), ...certificates];
}

/** What the core compares before it resumes a session: a digest of the settings; RFC 9846 section 4.7.1. */
export function sessionContext(provider: CryptoProvider, settings: readonly Setting[]): Uint8Array {
  const encoder = new TextEncoder();
  const parts = settings.map((setting) => (typeof setting === 'string' ? encoder.encode(setting) : setting));
  return sessionContextDigest(provider, parts);
}
