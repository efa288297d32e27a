/** The prefix of every label of the key schedule; RFC 9147 section 5.9. */
export const LABEL_PREFIX = 'dtls13';
