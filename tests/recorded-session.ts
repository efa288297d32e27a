import { readFileSync } from 'node:fs';
import type { GroupName } from 'wirechart/crypto';

/** A session between us and NSS with all that is needed to compute it again, as stored in a file. */
export interface RecordedSession {
  /** What was recorded, with what, and when. */
  readonly about: string;
  /** Our role. */
  readonly role: 'client' | 'server';
  /** IANA name. */
  readonly cipherSuite: string;
  /** Our key share, private half; hexadecimal digits. */
  readonly share: { readonly group: GroupName; readonly privateKey: string };
  /** Written by NSS, sorted. */
  readonly keyLog: readonly string[];
  /** In the order in which they crossed our socket; hexadecimal digits. */
  readonly datagrams: readonly { readonly from: 'us' | 'peer'; readonly bytes: string }[];
  /** The data of either side under application keys. */
  readonly messages: { readonly us: string; readonly peer: string };
}

export const recordings = 'tests/vectors/nss';

export function readRecording(file: string): RecordedSession {
  return JSON.parse(readFileSync(`${recordings}/${file}`, 'utf8'));
}
