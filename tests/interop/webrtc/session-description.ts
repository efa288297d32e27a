import { createHash } from 'node:crypto';

/** The fields of a browser's offer that a counterpart needs. */
export interface Offer {
  /** Identification of the one media section; the answer repeats it. */
  readonly mid: string;
  readonly userFragment: string;
  /** Of the certificate that the browser will send; RFC 8122. */
  readonly fingerprint: string;
  readonly setup: string;
}

/** Reads an offer of one data channel; RFC 8866, RFC 8841. Throws where a line is missing. */
export function readOffer(sdp: string): Offer {
  return {
    mid: attribute(sdp, 'mid'),
    userFragment: attribute(sdp, 'ice-ufrag'),
    fingerprint: attribute(sdp, 'fingerprint'),
    setup: attribute(sdp, 'setup'),
  };
}

/** The fields of the answer of a counterpart. */
export interface Answer {
  readonly mid: string;
  readonly port: number;
  readonly userFragment: string;
  readonly password: string;
  readonly fingerprint: string;
  /** `passive`: the browser is the DTLS client. `active`: we are. */
  readonly setup: 'active' | 'passive';
}

/** Writes the answer of an ICE-lite agent on 127.0.0.1. */
export function writeAnswer({ mid, port, userFragment, password, fingerprint, setup }: Answer): string {
  const lines = [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=ice-lite',
    `a=group:BUNDLE ${mid}`,
    `m=application ${port} UDP/DTLS/SCTP webrtc-datachannel`,
    'c=IN IP4 127.0.0.1',
    `a=candidate:1 1 udp 2130706431 127.0.0.1 ${port} typ host`,
    'a=end-of-candidates',
    `a=ice-ufrag:${userFragment}`,
    `a=ice-pwd:${password}`,
    `a=fingerprint:${fingerprint}`,
    `a=setup:${setup}`,
    `a=mid:${mid}`,
    'a=sctp-port:5000',
    'a=max-message-size:262144',
  ];
  return `${lines.join('\r\n')}\r\n`;
}

/** The form in which session descriptions name a certificate. */
export function fingerprintOf(der: Uint8Array): string {
  const digits = createHash('sha256').update(der).digest('hex').toUpperCase();
  return `sha-256 ${digits.replaceAll(/..(?=.)/g, '$&:')}`;
}

function attribute(sdp: string, name: string): string {
  const value = new RegExp(`^a=${name}:(.*?)\\r?$`, 'm').exec(sdp)?.[1];
  if (value === undefined) throw new Error(`the offer has no ${name}:\n${sdp}`);
  return value;
}
