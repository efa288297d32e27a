/**
 * Tag bytes of the universal types that certificates, keys and revocation lists use; X.690 section 8.1.2, X.680 section
 * 8.
 */
export const DerTag = {
  BOOLEAN: 0x01,
  INTEGER: 0x02,
  BIT_STRING: 0x03,
  OCTET_STRING: 0x04,
  NULL: 0x05,
  OBJECT_IDENTIFIER: 0x06,
  ENUMERATED: 0x0a,
  UTC_TIME: 0x17,
  GENERALIZED_TIME: 0x18,
  /** With the constructed bit. */
  SEQUENCE: 0x30,
  /** With the constructed bit. */
  SET: 0x31,
} as const;
