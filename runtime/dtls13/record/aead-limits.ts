import {
  MAX_AES_CCM_8_AUTHENTICATION_FAILURES,
  MAX_AES_CCM_AUTHENTICATION_FAILURES,
  MAX_AES_CCM_RECORDS,
  MAX_AES_GCM_RECORDS,
  MAX_AUTHENTICATION_FAILURES,
  MAX_SEQUENCE_NUMBER,
} from '../../../generated/dtls13/registries/constants.ts';
import type { AeadName } from '../../crypto/provider.ts';

/** How often one key of an AEAD may be used; RFC 9147 section 4.5.3. */
export interface AeadLimits {
  /** Records that may be protected. */
  readonly records: number;
  /** Records that may fail authentication. */
  readonly failures: number;
}

const GCM: AeadLimits = { records: MAX_AES_GCM_RECORDS, failures: MAX_AUTHENTICATION_FAILURES };

/** An AEAD without limits cannot be used; RFC 9147 section 4.5.3. */
const LIMITS: Readonly<Record<AeadName | 'aes-128-ccm' | 'aes-128-ccm-8', AeadLimits>> = {
  'aes-128-gcm': GCM,
  'aes-256-gcm': GCM,
  // More records than there are sequence numbers are safe; RFC 9846 section 5.5.
  'chacha20-poly1305': { records: MAX_SEQUENCE_NUMBER + 1, failures: MAX_AUTHENTICATION_FAILURES },
  'aes-128-ccm': { records: MAX_AES_CCM_RECORDS, failures: MAX_AES_CCM_AUTHENTICATION_FAILURES },
  'aes-128-ccm-8': { records: MAX_AES_CCM_RECORDS, failures: MAX_AES_CCM_8_AUTHENTICATION_FAILURES },
};

/** The limits of the AEAD with this name. */
export function aeadLimits(name: AeadName): AeadLimits {
  return LIMITS[name];
}
