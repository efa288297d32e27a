import { readFileSync } from 'node:fs';
import type { HybridGroupName } from 'wirechart/crypto';

/** The hellos of TLS 1.3 between us and OpenSSL; all bytes are hexadecimal digits. */
export interface RecordedHybrid {
  /** What was recorded, with what, and when. */
  readonly about: string;
  readonly group: HybridGroupName;
  /** Our role. */
  readonly role: 'client' | 'server';
  /** Of the portable provider whose first operation made our share. */
  readonly seed: string;
  /** Handshake messages with their headers. The suite is TLS_AES_128_GCM_SHA256. */
  readonly clientHello: string;
  readonly serverHello: string;
  /** Logged by OpenSSL. */
  readonly serverHandshakeTrafficSecret: string;
}

export const recordedHybrids = 'tests/vectors/openssl/hybrids.json';

export function readRecordedHybrids(): readonly RecordedHybrid[] {
  return JSON.parse(readFileSync(recordedHybrids, 'utf8'));
}
