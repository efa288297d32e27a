// Code generated from spec/dtls13/registries/constants.yaml. DO NOT EDIT.
/** Maximum of the retransmission timer. Unit: ms. RFC 9147 section 5.8.2. */
export const MAX_RETRANSMIT_TIMEOUT = 60000;

/** Factor of the retransmission timer at each retransmission. Unit: factor. RFC 9147 section 5.8.2. */
export const RETRANSMIT_BACKOFF = 2;

/**
 * Maximum number of records of a flight sent at once; the others wait for an ACK or the timer. Unit: records. RFC 9147
 * section 5.8.3.
 */
export const MAX_BURST_RECORDS = 10;

/** Maximum length of the content of a record. Unit: bytes. RFC 9846 section 5.1. */
export const MAX_PLAINTEXT_LENGTH = 16384;

/**
 * Maximum length of the encrypted record, including content type, padding and tag. Unit: bytes. RFC 9846 section 5.2.
 */
export const MAX_CIPHERTEXT_LENGTH = 16640;

/** Maximum record sequence number, 2^48-1. Unit: records. RFC 9147 sections 4 and 4.2.1. */
export const MAX_SEQUENCE_NUMBER = 281474976710655;

/**
 * Ciphertext bytes used for the mask of a record number; shorter records are discarded. Unit: bytes. RFC 9147 section
 * 4.2.3.
 */
export const RECORD_NUMBER_SAMPLE_LENGTH = 16;

/**
 * Records that may fail authentication with one key of AES-GCM or ChaCha20-Poly1305, 2^36. Unit: records. RFC 9147
 * section 4.5.3.
 */
export const MAX_AUTHENTICATION_FAILURES = 68719476736;

/** Records that may fail authentication with one AES-CCM key, 2^23.5. Unit: records. RFC 9147 appendix B.2. */
export const MAX_AES_CCM_AUTHENTICATION_FAILURES = 11863283;

/**
 * Records that may fail authentication with one AES-CCM key and tags of 8 bytes, 2^7. Unit: records. RFC 9147 appendix
 * B.3.
 */
export const MAX_AES_CCM_8_AUTHENTICATION_FAILURES = 128;

/** Maximum number of records protected with one AES-GCM key, 2^24.5. Unit: records. RFC 9846 section 5.5. */
export const MAX_AES_GCM_RECORDS = 23726566;

/** Maximum number of records protected with one AES-CCM key, 2^23. Unit: records. RFC 9147 appendix B.1. */
export const MAX_AES_CCM_RECORDS = 8388608;

/** Epoch of records under the client's early traffic secret. Unit: epoch. RFC 9147 section 6.1. */
export const EPOCH_EARLY_DATA = 1;

/**
 * Maximum epoch, 2^16-1. The peer cannot pass it either, because every epoch after the third needs a KeyUpdate, and
 * message_seq has 16 bits. Unit: epoch. RFC 9147 sections 5.2 and 8.
 */
export const MAX_EPOCH = 65535;

/** Epoch of records under the handshake traffic secrets. Unit: epoch. RFC 9147 section 6.1. */
export const EPOCH_HANDSHAKE = 2;

/** First epoch of records under application traffic secrets. Unit: epoch. RFC 9147 section 6.1. */
export const EPOCH_APPLICATION = 3;

/** Length of the cookie of a return routability check. Unit: bytes. RFC 9853 section 4. */
export const RRC_COOKIE_LENGTH = 8;
