import { MAX_AES_GCM_RECORDS, MAX_AUTHENTICATION_FAILURES } from '../../../generated/dtls13/registries/constants.ts';

/**
 * Whether the key that protected `records` records must protect no further one but the alert that ends the connection;
 * RFC 9846 section 5.5, RFC 9147 section 4.5.3.
 */
export function isKeyExhausted(records: number): boolean {
  return records >= MAX_AES_GCM_RECORDS - 1;
}

/** Whether `failures` records that failed authentication are more than one key may see; RFC 9147 section 4.5.3. */
export function isForgeryLimitReached(failures: number): boolean {
  return failures >= MAX_AUTHENTICATION_FAILURES;
}
