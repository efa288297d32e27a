/**
 * The rules that a peer can break, each with the sentence that a message starts with. Most of them are the reasons of
 * fatal transitions in the charts of the two handshakes; the rest are rules of the record layer. The keys are stable.
 */
export const peerReasons = {
  /** A handshake message that is not allowed in this state. */
  UNEXPECTED_MESSAGE: 'unexpected message',
  /** The ClientHello or ServerHello does not offer or select DTLS 1.3, or legacy_version is not that of DTLS 1.2. */
  UNSUPPORTED_VERSION:
    'the peer does not support DTLS 1.3, the only version here: update it, or let a server give it to another stack with onLegacyHello',
  /**
   * The server selected an earlier version, and the Random of its ServerHello has the mark that it supports a later one:
   * it did not receive our ClientHello, which offers DTLS 1.3 only.
   */
  DOWNGRADE_INDICATED: 'the server was made to select an earlier version: the ClientHello was changed on its way',
  /** supported_versions of a ServerHello or HelloRetryRequest names a version that was not offered. */
  ILLEGAL_VERSION: 'the server selected a version that was not offered',
  /** A message does not have an extension that it must have. */
  MISSING_EXTENSION: 'a required extension is missing',
  /** A message has an extension that was not requested. */
  UNSOLICITED_EXTENSION: 'an extension was not requested',
  /** A message has an extension that is not allowed in it, or pre_shared_key is not the last extension. */
  MISPLACED_EXTENSION: 'an extension is not allowed in this message or at this position',
  /** The ClientHello has a field or extension with a value that is not allowed. */
  ILLEGAL_CLIENT_HELLO: 'a parameter of the ClientHello is not allowed',
  /** The ServerHello selects what was not offered, or has a key share or session id that is not allowed. */
  ILLEGAL_SERVER_HELLO: 'a parameter of the ServerHello is not allowed',
  /**
   * The ServerHello selects a pre-shared key that was not offered, or one that does not fit its cipher suite or key
   * exchange.
   */
  ILLEGAL_PSK_SELECTION: 'the ServerHello selects a pre-shared key that was not offered or does not fit',
  /** The HelloRetryRequest changes nothing, or selects a group that is not offered or already has a share. */
  ILLEGAL_HELLO_RETRY_REQUEST: 'the HelloRetryRequest changes nothing or requests an impossible key share',
  /**
   * EncryptedExtensions selects an application protocol, SRTP profile or MKI that was not offered, or has a
   * record_size_limit above the maximum.
   */
  ILLEGAL_ENCRYPTED_EXTENSIONS: 'EncryptedExtensions has a value that is not permitted',
  /**
   * certificate_request_context of a CertificateRequest or Certificate is not empty during the handshake; after it, that of
   * a Certificate belongs to no open request, or that of a CertificateRequest to another one.
   */
  ILLEGAL_CERTIFICATE_REQUEST_CONTEXT: 'certificate_request_context is not the expected one',
  /** oid_filters has an identifier twice, a value that is not DER, or anyExtendedKeyUsage. */
  ILLEGAL_OID_FILTERS: 'oid_filters has a repeated identifier or a value that is not allowed',
  /** The certificate of the client does not have what oid_filters of the server require. */
  UNMATCHED_OID_FILTERS: 'the certificate of the client does not match oid_filters',
  /** The server does not acknowledge our responses and sends more CertificateRequests. */
  TOO_MANY_CERTIFICATE_REQUESTS: 'too many requests for a certificate are open',
  /** The certificate list of the server is empty. */
  EMPTY_CERTIFICATE_LIST: 'the server sent no certificate',
  /** The certificate list of the client is empty, but the server requires a certificate. */
  CERTIFICATE_REQUIRED: 'the client sent no certificate, but one is required',
  /** CertificateVerify uses a signature algorithm that was not offered. */
  UNOFFERED_SIGNATURE_SCHEME: 'the signature algorithm of CertificateVerify was not offered',
  /** The signature over the transcript does not verify with the key of the certificate. */
  CERTIFICATE_VERIFY_INVALID: 'the CertificateVerify signature is not valid',
  /** The MAC over the transcript is not the expected one. */
  FINISHED_INVALID: 'the verify_data of Finished is not valid',
  /** The ClientHello offers no cipher suite, group or signature algorithm that the server accepts. */
  NO_COMMON_PARAMETERS: 'no cipher suite, group or signature algorithm in common',
  /** The ClientHello offers none of the server's application protocols. */
  NO_COMMON_APPLICATION_PROTOCOL: 'no application protocol in common',
  /** The binder of the selected pre-shared key is not the expected one: the client has another key. */
  BINDER_INVALID: 'the binder of the pre-shared key is not valid',
  /** The client offers no pre-shared key that the server knows, and the server has no certificate. */
  UNKNOWN_PSK_IDENTITY: 'no offered pre-shared key is known',
  /** The cookie was not made by this server for this client and ClientHello, or is too old. */
  COOKIE_INVALID: 'the cookie is not valid',
  /** The second ClientHello has no key share of the group that the server selects. */
  MISSING_KEY_SHARE: 'the requested key share is missing',
  /** The key share of the client is not a valid public value. */
  ILLEGAL_KEY_SHARE: 'the key share is not a valid public value',
  /** A record has more than 2^14 bytes of content, or is longer than our record_size_limit. */
  RECORD_OVERFLOW: 'a record is longer than it may be',
  /** A protected handshake or alert record has no content. */
  EMPTY_RECORD: 'a handshake or alert record has no content',
  /** Application data came in a record of the handshake epoch. */
  UNEXPECTED_APPLICATION_DATA: 'application data is protected with handshake keys',
  /** A handshake message or an ACK came in a record of the epoch of early data. */
  ILLEGAL_EARLY_CONTENT: 'a record of the early data epoch has other content than application data or an alert',
  /** The early data is longer than the ticket permits. */
  TOO_MUCH_EARLY_DATA: 'the early data is longer than the ticket permits',
  /** A handshake message came in a record of the handshake epoch, but the handshake is complete. */
  OUTDATED_HANDSHAKE_KEYS: 'a new handshake message is protected with handshake keys after the handshake',
  /** A handshake message after a KeyUpdate came in a record under the keys before it. */
  OUTDATED_TRAFFIC_KEYS: 'a new handshake message is protected with the keys before a KeyUpdate',
  /** A KeyUpdate asks for an epoch above 2^16-1. */
  TOO_MANY_EPOCHS: 'the epochs are exhausted',
  /** A NewConnectionId or RequestConnectionId concerns records that have no connection id. */
  CONNECTION_IDS_NOT_NEGOTIATED: 'no connection ids were negotiated for this direction',
  /** A NewConnectionId has an empty id, or no id although one must be used immediately. */
  ILLEGAL_CONNECTION_IDS: 'a NewConnectionId has an empty id, or none that can be used immediately',
  /** The peer continued to request connection ids although it got none. */
  TOO_MANY_CONNECTION_IDS_REQUESTED: 'the peer requests connection ids too often',
  /** A handshake message is longer than `maxHandshakeSize`. */
  HANDSHAKE_MESSAGE_TOO_LONG: 'a handshake message is longer than maxHandshakeSize',
  /** A fragment of a handshake message has another value for a byte than an earlier fragment. */
  CHANGED_MESSAGE: 'a handshake message changed when it was sent again',
  /** An ACK names a record of an epoch above that of its own record. */
  ILLEGAL_ACK: 'an ACK names a record of an epoch above its own',
  /** A message, fragment, ACK or alert ends early, has bytes left over, or a length that is out of range. */
  UNDECODABLE_MESSAGE: 'a message does not decode',
  /** A field of a message, fragment, ACK or alert has a value that the protocol forbids. */
  ILLEGAL_FIELD_VALUE: 'a field has a value that is not allowed',
} as const;

/** Which rule the peer broke, besides the alert that was sent. */
export type PeerReason = keyof typeof peerReasons;

/** The reasons by name: `error.reason === PeerReason.CERTIFICATE_VERIFY_INVALID`. */
export const PeerReason = /* @__PURE__ */ Object.freeze(
  /* @__PURE__ */ Object.fromEntries(/* @__PURE__ */ Object.keys(peerReasons).map((reason) => [reason, reason])),
) as { readonly [Reason in PeerReason]: Reason };
