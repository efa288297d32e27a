import type { CipherSuite } from '../../../generated/dtls13/registries/cipher-suite.ts';
import { type KeySchedule, zeroizeTrafficKeys } from '../../crypto/key-schedule.ts';
import type { AeadName, CryptoProvider } from '../../crypto/provider.ts';
import { RecordProtection } from '../../crypto/record-protection.ts';
import { attributesOf } from './cipher-suite-attributes.ts';

/** Record protection with the keys of a traffic secret; RFC 9846 section 7.3. `secret` is borrowed. */
export function protectionOf(
  provider: CryptoProvider,
  schedule: KeySchedule,
  suite: CipherSuite,
  secret: Uint8Array,
): RecordProtection {
  const { aead, keyLength, ivLength } = attributesOf(suite);
  const keys = schedule.trafficKeys(secret, { keyLength, ivLength });
  try {
    return new RecordProtection(provider, aead as AeadName, keys);
  } finally {
    zeroizeTrafficKeys(keys);
  }
}
