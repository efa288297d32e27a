import { MAX_AES_GCM_RECORDS, MAX_AUTHENTICATION_FAILURES } from '../../../generated/dtls13/registries/constants.ts';

/**
 * Whether a key that protected `records` records may protect only the alert that ends the connection; RFC 9846 section
 * 5.5, RFC 9147 section 4.5.3.
 */
export function isKeyExhausted(records: number): boolean {
  return records >= MAX_AES_GCM_RECORDS - 1;
}

/** Whether `failures` failed authentications reach the limit of one key; RFC 9147 section 4.5.3. */
export function isForgeryLimitReached(failures: number): boolean {
  return failures >= MAX_AUTHENTICATION_FAILURES;
}
