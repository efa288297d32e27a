// Code generated from spec/dtls13/charts/server.chart.ts. DO NOT EDIT.
import { setup } from 'xstate';

type ServerEvent =
  | { type: 'clientHello' }
  | { type: 'freshnessConfirmed' }
  | { type: 'freshnessDenied' }
  | { type: 'pskResponded' }
  | { type: 'certificate' }
  | { type: 'certificateAccepted' }
  | { type: 'certificateRejected' }
  | { type: 'certificateVerify' }
  | { type: 'finished' }
  | { type: 'otherMessage' }
  | { type: 'invalidMessage' }
  | { type: 'flightAcknowledged' }
  | { type: 'flightExhausted' }
  | { type: 'alertReceived' }
  | { type: 'closed' };

/** The server's handshake, from ClientHello to the client's Finished. RFC 9846 appendix A.2, RFC 9147 section 5. */
export const server = setup({
  types: { events: {} as ServerEvent },
  actions: {
    /** Sends a cookie, and requests another key share if required. Stores no state. */
    sendHelloRetryRequest: () => {},
    /** Creates the connection of the handshake: the server stores state from here on. */
    accept: () => {},
    /** Installs the keys of epoch 1 for receiving, and asks the application whether the ClientHello is fresh. */
    requestFreshness: () => {},
    /** Ends the connection without a trace of it: a HelloRetryRequest was sent. */
    withdraw: () => {},
    /** Requests from the application the key of one of the offered identities. */
    requestPsk: () => {},
    /** Generates random and key share and puts the ServerHello into a new flight. */
    sendServerHello: () => {},
    /** Derives the handshake traffic secrets and installs the keys of epoch 2 in both directions. */
    installHandshakeKeys: () => {},
    sendEncryptedExtensions: () => {},
    sendCertificateRequest: () => {},
    sendCertificate: () => {},
    sendCertificateVerify: () => {},
    /** Puts the server's Finished into the flight and installs the keys of epoch 3 for sending. */
    sendFinished: () => {},
    /** Requests from the application the verification of the peer's certificate chain. */
    requestCertificateVerification: () => {},
    /** Installs the keys of epoch 3 for receiving. */
    installApplicationKeys: () => {},
    /** Acknowledges the client's last flight at once. */
    acknowledge: () => {},
    /** Reports to the application that it can send data. */
    reportSecure: () => {},
    /** Sets the error and the alert: the application rejected the certificate chain. */
    reportCertificateRejected: () => {},
    /** Sets the error: the peer sent a fatal alert. */
    reportAlert: () => {},
    /** Sets the error: the peer did not respond to any retransmission. */
    reportTimeout: () => {},
    /** Sends the alert if there is one, zeroizes the keys and reports the error. */
    abort: () => {},
  },
  guards: {
    /** The client does not offer DTLS 1.3, or legacy_version is not that of DTLS 1.2. */
    versionUnsupported: () => false,
    /** The message has an extension that is not allowed in it, or pre_shared_key is not the last extension. */
    extensionMisplaced: () => false,
    /** signature_algorithms, supported_groups, key_share or, with pre_shared_key, psk_key_exchange_modes is missing. */
    extensionMissing: () => false,
    /** legacy_cookie is not empty, compression is not null, a share is for a group that is not offered, or the number of binders is not that of the identities. */
    parameterIllegal: () => false,
    /** No cipher suite, group or signature algorithm in common, and no pre-shared key could replace them. */
    noCommonParameters: () => false,
    /** Both sides name application protocols, and none is in common. */
    noCommonProtocol: () => false,
    /** The cookie was not issued to this client for this ClientHello, or is too old. */
    cookieIllegal: () => false,
    /** The ClientHello offers early data with a valid ticket and binder, which can be accepted if it is fresh. */
    earlyDataAcceptable: () => false,
    /** A required cookie is missing, or a share for the common group that was not requested yet. */
    retryRequired: () => false,
    /** The share for the common group is missing, although it was requested. */
    shareMissing: () => false,
    /** No offered ticket is valid, and the application may know one of the other identities. */
    pskLookupRequired: () => false,
    /** The binder of the selected pre-shared key does not verify. */
    binderInvalid: () => false,
    /** A ticket is selected whose client presented a certificate. */
    certificateStored: () => false,
    /** No pre-shared key is selected, and the server has no certificate. */
    pskUnknown: () => false,
    /** No pre-shared key is selected, and signature_algorithms is missing. */
    signatureAlgorithmsMissing: () => false,
    /** No pre-shared key is selected, and no group or signature algorithm is in common. */
    noCommonCertificate: () => false,
    /** A pre-shared key is selected. */
    pskSelected: () => false,
    /** The client's share is not a legal public value. */
    shareIllegal: () => false,
    /** The server requests a certificate from clients. */
    requestsCertificate: () => false,
    /** The client sent no certificate, and the server requires one. */
    certificateRequired: () => false,
    /** The client sent no certificate. */
    certificateMissing: () => false,
    /** certificate_request_context is not empty. */
    contextIllegal: () => false,
    /** The certificate of the client lacks an extension that oid_filters require. */
    filtersUnmatched: () => false,
    /** The message has an extension that was not requested. */
    extensionUnsolicited: () => false,
    /** The signature algorithm was not offered. */
    schemeUnsolicited: () => false,
    /** The signature over the transcript does not verify. */
    signatureInvalid: () => false,
    /** The MAC over the transcript is not the expected one. */
    verifyDataInvalid: () => false,
  },
}).createMachine({
  id: 'server',
  initial: 'START',
  on: {
    clientHello: {
      target: '.FAILED',
      meta: { alert: 'unexpected_message', ref: 'RFC 9846 section 4.2.2', reason: 'UNEXPECTED_MESSAGE' },
    },
    certificate: {
      target: '.FAILED',
      meta: { alert: 'unexpected_message', ref: 'RFC 9846 section 4.5.1', reason: 'UNEXPECTED_MESSAGE' },
    },
    certificateVerify: {
      target: '.FAILED',
      meta: { alert: 'unexpected_message', ref: 'RFC 9846 section 4.5.2', reason: 'UNEXPECTED_MESSAGE' },
    },
    freshnessConfirmed: { description: 'No answer is pending.', meta: { ref: 'RFC 9846 section 8.2' } },
    freshnessDenied: { description: 'No answer is pending.', meta: { ref: 'RFC 9846 section 8.2' } },
    pskResponded: { description: 'No lookup is pending.', meta: { ref: 'RFC 9846 section 4.3.11' } },
    certificateAccepted: { description: 'No verification is pending.', meta: { ref: 'RFC 9846 section 4.5.1' } },
    certificateRejected: { description: 'No verification is pending.', meta: { ref: 'RFC 9846 section 4.5.1' } },
    finished: {
      target: '.FAILED',
      meta: { alert: 'unexpected_message', ref: 'RFC 9846 section 4.5.3', reason: 'UNEXPECTED_MESSAGE' },
    },
    otherMessage: {
      target: '.FAILED',
      meta: { alert: 'unexpected_message', ref: 'RFC 9846 section 4', reason: 'UNEXPECTED_MESSAGE' },
    },
    flightAcknowledged: {
      description: 'The client’s Finished continues the handshake; an ACK only stops the retransmission.',
      meta: { ref: 'RFC 9147 section 7.1' },
    },
    invalidMessage: { target: '.FAILED' },
    flightExhausted: { target: '.FAILED', actions: { type: 'reportTimeout' } },
    alertReceived: { target: '.FAILED', actions: { type: 'reportAlert' } },
    closed: { target: '.CLOSED' },
  },
  states: {
    START: {
      on: {
        clientHello: [
          {
            guard: { type: 'versionUnsupported' },
            target: 'FAILED',
            meta: { alert: 'protocol_version', ref: 'RFC 9846 section 4.3.1', reason: 'UNSUPPORTED_VERSION' },
          },
          {
            guard: { type: 'extensionMisplaced' },
            target: 'FAILED',
            meta: { alert: 'illegal_parameter', ref: 'RFC 9846 section 4.3', reason: 'MISPLACED_EXTENSION' },
          },
          {
            guard: { type: 'extensionMissing' },
            target: 'FAILED',
            meta: { alert: 'missing_extension', ref: 'RFC 9846 section 9.2', reason: 'MISSING_EXTENSION' },
          },
          {
            guard: { type: 'parameterIllegal' },
            target: 'FAILED',
            meta: { alert: 'illegal_parameter', ref: 'RFC 9147 section 5.3', reason: 'ILLEGAL_CLIENT_HELLO' },
          },
          {
            guard: { type: 'noCommonParameters' },
            target: 'FAILED',
            meta: { alert: 'handshake_failure', ref: 'RFC 9846 section 4.2.1', reason: 'NO_COMMON_PARAMETERS' },
          },
          {
            guard: { type: 'noCommonProtocol' },
            target: 'FAILED',
            meta: {
              alert: 'no_application_protocol',
              ref: 'RFC 7301 section 3.2',
              reason: 'NO_COMMON_APPLICATION_PROTOCOL',
            },
          },
          {
            guard: { type: 'cookieIllegal' },
            target: 'FAILED',
            meta: { alert: 'illegal_parameter', ref: 'RFC 9147 section 5.1', reason: 'COOKIE_INVALID' },
          },
          {
            guard: { type: 'earlyDataAcceptable' },
            target: 'WAIT_FRESHNESS',
            actions: [{ type: 'accept' }, { type: 'requestFreshness' }],
          },
          { guard: { type: 'retryRequired' }, actions: { type: 'sendHelloRetryRequest' } },
          {
            guard: { type: 'shareMissing' },
            target: 'FAILED',
            meta: { alert: 'illegal_parameter', ref: 'RFC 9846 section 4.2.4', reason: 'MISSING_KEY_SHARE' },
          },
          {
            guard: { type: 'pskLookupRequired' },
            target: 'WAIT_PSK',
            actions: [{ type: 'accept' }, { type: 'requestPsk' }],
          },
          {
            guard: { type: 'binderInvalid' },
            target: 'FAILED',
            meta: { alert: 'decrypt_error', ref: 'RFC 9846 section 4.3.11.2', reason: 'BINDER_INVALID' },
          },
          {
            guard: { type: 'certificateStored' },
            target: 'RESUMING',
            actions: [{ type: 'accept' }, { type: 'requestCertificateVerification' }],
          },
          {
            guard: { type: 'pskUnknown' },
            target: 'FAILED',
            meta: { alert: 'unknown_psk_identity', ref: 'RFC 9846 section 6.2', reason: 'UNKNOWN_PSK_IDENTITY' },
          },
          {
            guard: { type: 'signatureAlgorithmsMissing' },
            target: 'FAILED',
            meta: { alert: 'missing_extension', ref: 'RFC 9846 section 4.3.3', reason: 'MISSING_EXTENSION' },
          },
          {
            guard: { type: 'noCommonCertificate' },
            target: 'FAILED',
            meta: { alert: 'handshake_failure', ref: 'RFC 9846 section 4.2.1', reason: 'NO_COMMON_PARAMETERS' },
          },
          {
            guard: { type: 'shareIllegal' },
            target: 'FAILED',
            meta: { alert: 'illegal_parameter', ref: 'RFC 9846 section 4.3.8.2', reason: 'ILLEGAL_KEY_SHARE' },
          },
          {
            target: 'NEGOTIATED',
            actions: [{ type: 'accept' }, { type: 'sendServerHello' }, { type: 'installHandshakeKeys' }],
          },
        ],
      },
    },
    WAIT_FRESHNESS: {
      description:
        'The application checks whether the ClientHello is a replay; early data waits, nothing was sent yet.',
      on: {
        freshnessConfirmed: [
          {
            guard: { type: 'certificateStored' },
            target: 'RESUMING',
            actions: { type: 'requestCertificateVerification' },
          },
          {
            guard: { type: 'shareIllegal' },
            target: 'FAILED',
            meta: { alert: 'illegal_parameter', ref: 'RFC 9846 section 4.3.8.2', reason: 'ILLEGAL_KEY_SHARE' },
          },
          { target: 'NEGOTIATED', actions: [{ type: 'sendServerHello' }, { type: 'installHandshakeKeys' }] },
        ],
        freshnessDenied: [
          { guard: { type: 'retryRequired' }, target: 'HELLO_RETRIED', actions: { type: 'sendHelloRetryRequest' } },
          {
            guard: { type: 'certificateStored' },
            target: 'RESUMING',
            actions: { type: 'requestCertificateVerification' },
          },
          {
            guard: { type: 'shareIllegal' },
            target: 'FAILED',
            meta: { alert: 'illegal_parameter', ref: 'RFC 9846 section 4.3.8.2', reason: 'ILLEGAL_KEY_SHARE' },
          },
          { target: 'NEGOTIATED', actions: [{ type: 'sendServerHello' }, { type: 'installHandshakeKeys' }] },
        ],
      },
    },
    WAIT_PSK: {
      description: 'The application looks up the key of an identity; nothing was sent yet.',
      on: {
        pskResponded: [
          {
            guard: { type: 'binderInvalid' },
            target: 'FAILED',
            meta: { alert: 'decrypt_error', ref: 'RFC 9846 section 4.3.11.2', reason: 'BINDER_INVALID' },
          },
          {
            guard: { type: 'pskUnknown' },
            target: 'FAILED',
            meta: { alert: 'unknown_psk_identity', ref: 'RFC 9846 section 6.2', reason: 'UNKNOWN_PSK_IDENTITY' },
          },
          {
            guard: { type: 'signatureAlgorithmsMissing' },
            target: 'FAILED',
            meta: { alert: 'missing_extension', ref: 'RFC 9846 section 4.3.3', reason: 'MISSING_EXTENSION' },
          },
          {
            guard: { type: 'noCommonCertificate' },
            target: 'FAILED',
            meta: { alert: 'handshake_failure', ref: 'RFC 9846 section 4.2.1', reason: 'NO_COMMON_PARAMETERS' },
          },
          {
            guard: { type: 'shareIllegal' },
            target: 'FAILED',
            meta: { alert: 'illegal_parameter', ref: 'RFC 9846 section 4.3.8.2', reason: 'ILLEGAL_KEY_SHARE' },
          },
          { target: 'NEGOTIATED', actions: [{ type: 'sendServerHello' }, { type: 'installHandshakeKeys' }] },
        ],
      },
    },
    RESUMING: {
      description: 'The application verifies the chain of the resumed session again; nothing was sent yet.',
      on: {
        certificateAccepted: [
          {
            guard: { type: 'shareIllegal' },
            target: 'FAILED',
            meta: { alert: 'illegal_parameter', ref: 'RFC 9846 section 4.3.8.2', reason: 'ILLEGAL_KEY_SHARE' },
          },
          { target: 'NEGOTIATED', actions: [{ type: 'sendServerHello' }, { type: 'installHandshakeKeys' }] },
        ],
        certificateRejected: [
          {
            guard: { type: 'retryRequired' },
            description: 'The client offered early data without a cookie.',
            target: 'HELLO_RETRIED',
            actions: { type: 'sendHelloRetryRequest' },
          },
          {
            guard: { type: 'pskUnknown' },
            target: 'FAILED',
            meta: { alert: 'unknown_psk_identity', ref: 'RFC 9846 section 6.2', reason: 'UNKNOWN_PSK_IDENTITY' },
          },
          {
            guard: { type: 'signatureAlgorithmsMissing' },
            target: 'FAILED',
            meta: { alert: 'missing_extension', ref: 'RFC 9846 section 4.3.3', reason: 'MISSING_EXTENSION' },
          },
          {
            guard: { type: 'noCommonCertificate' },
            target: 'FAILED',
            meta: { alert: 'handshake_failure', ref: 'RFC 9846 section 4.2.1', reason: 'NO_COMMON_PARAMETERS' },
          },
          {
            guard: { type: 'shareIllegal' },
            target: 'FAILED',
            meta: { alert: 'illegal_parameter', ref: 'RFC 9846 section 4.3.8.2', reason: 'ILLEGAL_KEY_SHARE' },
          },
          { target: 'NEGOTIATED', actions: [{ type: 'sendServerHello' }, { type: 'installHandshakeKeys' }] },
        ],
      },
    },
    NEGOTIATED: {
      description: 'Cipher suite, group and signature algorithm are selected; the rest of the flight uses epoch 2.',
      entry: { type: 'sendEncryptedExtensions' },
      always: [
        { guard: { type: 'pskSelected' }, target: 'WAIT_FINISHED', actions: { type: 'sendFinished' } },
        {
          guard: { type: 'requestsCertificate' },
          target: 'WAIT_CERT',
          actions: [
            { type: 'sendCertificateRequest' },
            { type: 'sendCertificate' },
            { type: 'sendCertificateVerify' },
            { type: 'sendFinished' },
          ],
        },
        {
          target: 'WAIT_FINISHED',
          actions: [{ type: 'sendCertificate' }, { type: 'sendCertificateVerify' }, { type: 'sendFinished' }],
        },
      ],
    },
    WAIT_CERT: {
      on: {
        certificate: [
          {
            guard: { type: 'contextIllegal' },
            target: 'FAILED',
            meta: {
              alert: 'illegal_parameter',
              ref: 'RFC 9846 section 4.5.1',
              reason: 'ILLEGAL_CERTIFICATE_REQUEST_CONTEXT',
            },
          },
          {
            guard: { type: 'certificateRequired' },
            target: 'FAILED',
            meta: { alert: 'certificate_required', ref: 'RFC 9846 section 4.5.1.3', reason: 'CERTIFICATE_REQUIRED' },
          },
          { guard: { type: 'certificateMissing' }, target: 'WAIT_FINISHED' },
          {
            guard: { type: 'extensionUnsolicited' },
            target: 'FAILED',
            meta: { alert: 'unsupported_extension', ref: 'RFC 9846 section 4.3', reason: 'UNSOLICITED_EXTENSION' },
          },
          {
            guard: { type: 'extensionMisplaced' },
            target: 'FAILED',
            meta: { alert: 'illegal_parameter', ref: 'RFC 9846 section 4.3', reason: 'MISPLACED_EXTENSION' },
          },
          {
            guard: { type: 'filtersUnmatched' },
            target: 'FAILED',
            meta: { alert: 'unsupported_certificate', ref: 'RFC 9846 section 4.3.5', reason: 'UNMATCHED_OID_FILTERS' },
          },
          { target: 'WAIT_CV', actions: { type: 'requestCertificateVerification' } },
        ],
      },
    },
    WAIT_CV: {
      initial: 'VERIFYING',
      states: {
        VERIFYING: {
          description: 'The application verifies the chain; later messages wait.',
          on: {
            certificateAccepted: 'READY',
            certificateRejected: { target: '#server.FAILED', actions: { type: 'reportCertificateRejected' } },
          },
        },
        READY: {
          on: {
            certificateVerify: [
              {
                guard: { type: 'schemeUnsolicited' },
                target: '#server.FAILED',
                meta: {
                  alert: 'illegal_parameter',
                  ref: 'RFC 9846 section 4.5.2',
                  reason: 'UNOFFERED_SIGNATURE_SCHEME',
                },
              },
              {
                guard: { type: 'signatureInvalid' },
                target: '#server.FAILED',
                meta: { alert: 'decrypt_error', ref: 'RFC 9846 section 4.5.2', reason: 'CERTIFICATE_VERIFY_INVALID' },
              },
              { target: '#server.WAIT_FINISHED' },
            ],
          },
        },
      },
    },
    WAIT_FINISHED: {
      on: {
        finished: [
          {
            guard: { type: 'verifyDataInvalid' },
            target: 'FAILED',
            meta: { alert: 'decrypt_error', ref: 'RFC 9846 section 4.5.3', reason: 'FINISHED_INVALID' },
          },
          {
            target: 'CONNECTED',
            actions: [{ type: 'installApplicationKeys' }, { type: 'acknowledge' }, { type: 'reportSecure' }],
          },
        ],
      },
    },
    CONNECTED: {
      on: {
        flightExhausted: {
          description: 'No flight of the handshake is outstanding.',
          meta: { ref: 'RFC 9147 section 5.8.1' },
        },
      },
    },
    HELLO_RETRIED: {
      description: 'The early data was not accepted: the client returns with a cookie, for a new handshake.',
      type: 'final',
      entry: { type: 'withdraw' },
    },
    FAILED: { type: 'final', entry: { type: 'abort' } },
    CLOSED: { type: 'final' },
  },
});
