// Code generated from spec/dtls13/registries/constants.yaml. DO NOT EDIT.
/** Where doubling of the retransmit timer stops. Unit: ms. RFC 9147 section 5.8.2. */
export const MAX_RETRANSMIT_TIMEOUT = 60000;

/** What the retransmit timer is multiplied with at each retransmission. Unit: factor. RFC 9147 section 5.8.2. */
export const RETRANSMIT_BACKOFF = 2;

/**
 * Records of a flight sent in one go; the rest waits for an ACK or for the timer. Unit: records. RFC 9147 section
 * 5.8.3.
 */
export const MAX_BURST_RECORDS = 10;

/** Longest content of a record. Unit: bytes. RFC 9846 section 5.1. */
export const MAX_PLAINTEXT_LENGTH = 16384;

/** Longest protected record body, content type, padding and tag included. Unit: bytes. RFC 9846 section 5.2. */
export const MAX_CIPHERTEXT_LENGTH = 16640;

/** Highest record sequence number, 2^48-1. Unit: records. RFC 9147 sections 4 and 4.2.1. */
export const MAX_SEQUENCE_NUMBER = 281474976710655;

/**
 * Ciphertext that goes into the mask of a record number; shorter records are discarded. Unit: bytes. RFC 9147 section
 * 4.2.3.
 */
export const RECORD_NUMBER_SAMPLE_LENGTH = 16;

/**
 * Forged records one key may refuse before the connection must end, 2^36 for the AEADs of TLS 1.3 but CCM. Unit:
 * records. RFC 9147 section 4.5.3.
 */
export const MAX_AUTHENTICATION_FAILURES = 68719476736;

/** Records one AES-GCM key may protect, 2^24.5. Unit: records. RFC 9846 section 5.5. */
export const MAX_AES_GCM_RECORDS = 23726566;

/** Epoch of records under the handshake traffic secrets. Unit: epoch. RFC 9147 section 6.1. */
export const EPOCH_HANDSHAKE = 2;

/** First epoch of records under application traffic secrets. Unit: epoch. RFC 9147 section 6.1. */
export const EPOCH_APPLICATION = 3;
