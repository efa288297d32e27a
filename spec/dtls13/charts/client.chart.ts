import { setup } from 'xstate';

type ClientEvent =
  | { type: 'open' }
  | { type: 'helloRetryRequest' }
  | { type: 'serverHello' }
  | { type: 'helloVerifyRequest' }
  | { type: 'alternativeHelloRetryRequest' }
  | { type: 'alternativeServerHello' }
  | { type: 'encryptedExtensions' }
  | { type: 'certificateRequest' }
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

const stub = () => {};
const no = () => false;

/** The client's handshake, from ClientHello to the ACK of its Finished. RFC 9846 appendix A.1, RFC 9147 section 5. */
export const client = setup({
  types: { events: {} as ClientEvent },
  actions: {
    /** Generates random and key shares and puts the ClientHello into a new flight. */
    sendClientHello: stub,
    /** Puts the second ClientHello into a new flight, with the requested cookie and key share. */
    sendSecondClientHello: stub,
    /** Derives the handshake traffic secrets and installs the keys of epoch 2 in both directions. */
    installHandshakeKeys: stub,
    /** Replaces the ServerHello in use with the alternative one, its shared secret and its keys. */
    replaceHandshakeKeys: stub,
    /** Discards the ServerHello in use and the keys of epoch 2. */
    dropHandshakeKeys: stub,
    /** Requests from the application the verification of the peer's certificate chain. */
    requestCertificateVerification: stub,
    /** Derives the application traffic secrets and installs the keys of epoch 3 in both directions. */
    installApplicationKeys: stub,
    /** Puts our Certificate into the flight. Its list is empty when we have no usable certificate. */
    sendCertificate: stub,
    /** Signs the transcript with the private key of our certificate. */
    sendCertificateVerify: stub,
    /** Puts the client's Finished into the last flight. */
    sendFinished: stub,
    /** Reports to the application that it can send data. */
    reportSecure: stub,
    /** Sets the error: the peer sent a fatal alert. */
    reportAlert: stub,
    /** Sets the error: the peer did not respond to any retransmission. */
    reportTimeout: stub,
    /** Sets the error and the alert: the application rejected the certificate chain. */
    reportCertificateRejected: stub,
    /** Sends the alert if there is one, zeroizes the keys and reports the error. */
    abort: stub,
  },
  guards: {
    /** supported_versions is missing, or legacy_version is not that of DTLS 1.2. */
    versionUnsupported: no,
    /** A ServerHello of an earlier version ends its Random with the mark of a server that supports a later one. */
    downgradeIndicated: no,
    /** supported_versions selects another version than DTLS 1.3. */
    versionIllegal: no,
    /** key_share and pre_shared_key are missing, or signature_algorithms in a CertificateRequest. */
    extensionMissing: no,
    /** The message has an extension that was not requested. */
    extensionUnsolicited: no,
    /** The message has an extension that is not allowed in it. */
    extensionMisplaced: no,
    /**
     * The selected pre-shared key was not offered, has another hash than the cipher suite, or its key exchange mode was
     * not offered.
     */
    pskIllegal: no,
    /** The cipher suite or group was not offered, or the session id or key share is illegal. */
    parameterIllegal: no,
    /** The HelloRetryRequest changes nothing, or selects a group that is not offered or already has a share. */
    retryIllegal: no,
    /** The second ClientHello was sent. */
    secondClientHelloSent: no,
    /** The alternative HelloRetryRequest is illegal. */
    alternativeRetryIllegal: no,
    /** The alternative ServerHello is illegal. */
    alternativeServerHelloIllegal: no,
    /** An extension contradicts the HelloRetryRequest, or selects a value that was not offered. */
    encryptedExtensionsIllegal: no,
    /** The server selected a ticket of a session in which it presented a certificate. */
    certificateStored: no,
    /** The server selected a pre-shared key. */
    pskSelected: no,
    /** The server sent no certificate. */
    certificateMissing: no,
    /** certificate_request_context is not empty. */
    contextIllegal: no,
    /** The signature algorithm was not offered. */
    schemeUnsolicited: no,
    /** The signature over the transcript does not verify. */
    signatureInvalid: no,
    /** The MAC over the transcript is not the expected one. */
    verifyDataInvalid: no,
    /** An identifier occurs twice in oid_filters, or a value is not allowed. */
    filtersIllegal: no,
    /** The server sent a CertificateRequest. */
    certificateRequested: no,
    /** The server sent a CertificateRequest, and one of our certificates fits it. */
    certificateUsable: no,
  },
}).createMachine({
  id: 'client',
  initial: 'START',
  on: {
    open: { description: 'The handshake has already started.', meta: { ref: 'RFC 9846 appendix A.1' } },
    helloRetryRequest: {
      target: '.FAILED',
      meta: { alert: 'unexpected_message', ref: 'RFC 9846 section 4.2.4', reason: 'UNEXPECTED_MESSAGE' },
    },
    serverHello: {
      target: '.FAILED',
      meta: { alert: 'unexpected_message', ref: 'RFC 9846 section 4.2.3', reason: 'UNEXPECTED_MESSAGE' },
    },
    helloVerifyRequest: {
      target: '.FAILED',
      meta: { alert: 'unexpected_message', ref: 'RFC 9147 section 5.2', reason: 'UNEXPECTED_MESSAGE' },
    },
    alternativeHelloRetryRequest: {
      description: 'No ServerHello is in use, or a protected record has authenticated the one in use.',
      meta: { ref: 'RFC 9147 section 5.11' },
    },
    alternativeServerHello: {
      description: 'No ServerHello is in use, or a protected record has authenticated the one in use.',
      meta: { ref: 'RFC 9147 section 5.11' },
    },
    encryptedExtensions: {
      target: '.FAILED',
      meta: { alert: 'unexpected_message', ref: 'RFC 9846 section 4.4.1', reason: 'UNEXPECTED_MESSAGE' },
    },
    certificateRequest: {
      target: '.FAILED',
      meta: { alert: 'unexpected_message', ref: 'RFC 9846 section 4.4.2', reason: 'UNEXPECTED_MESSAGE' },
    },
    certificate: {
      target: '.FAILED',
      meta: { alert: 'unexpected_message', ref: 'RFC 9846 section 4.5.1', reason: 'UNEXPECTED_MESSAGE' },
    },
    certificateVerify: {
      target: '.FAILED',
      meta: { alert: 'unexpected_message', ref: 'RFC 9846 section 4.5.2', reason: 'UNEXPECTED_MESSAGE' },
    },
    finished: {
      target: '.FAILED',
      meta: { alert: 'unexpected_message', ref: 'RFC 9846 section 4.5.3', reason: 'UNEXPECTED_MESSAGE' },
    },
    otherMessage: {
      target: '.FAILED',
      meta: { alert: 'unexpected_message', ref: 'RFC 9846 section 4', reason: 'UNEXPECTED_MESSAGE' },
    },
    certificateAccepted: { description: 'No verification is pending.', meta: { ref: 'RFC 9846 section 4.5.1' } },
    certificateRejected: { description: 'No verification is pending.', meta: { ref: 'RFC 9846 section 4.5.1' } },
    flightAcknowledged: {
      description: 'Only the ACK of the last flight changes the state.',
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
        open: { target: 'WAIT_SH', actions: { type: 'sendClientHello' } },
      },
    },
    WAIT_SH: {
      initial: 'INITIAL_HELLO',
      on: {
        serverHello: [
          {
            guard: { type: 'downgradeIndicated' },
            target: 'FAILED',
            meta: { alert: 'illegal_parameter', ref: 'RFC 9846 section 4.2.3', reason: 'DOWNGRADE_INDICATED' },
          },
          {
            guard: { type: 'versionUnsupported' },
            target: 'FAILED',
            meta: { alert: 'protocol_version', ref: 'RFC 9846 section 4.3.1', reason: 'UNSUPPORTED_VERSION' },
          },
          {
            guard: { type: 'versionIllegal' },
            target: 'FAILED',
            meta: { alert: 'illegal_parameter', ref: 'RFC 9846 section 4.3.1', reason: 'ILLEGAL_VERSION' },
          },
          {
            guard: { type: 'extensionMissing' },
            target: 'FAILED',
            meta: { alert: 'missing_extension', ref: 'RFC 9846 section 9.2', reason: 'MISSING_EXTENSION' },
          },
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
            guard: { type: 'pskIllegal' },
            target: 'FAILED',
            meta: { alert: 'illegal_parameter', ref: 'RFC 9846 section 4.3.11', reason: 'ILLEGAL_PSK_SELECTION' },
          },
          {
            guard: { type: 'parameterIllegal' },
            target: 'FAILED',
            meta: { alert: 'illegal_parameter', ref: 'RFC 9846 section 4.2.3', reason: 'ILLEGAL_SERVER_HELLO' },
          },
          { target: 'WAIT_EE', actions: { type: 'installHandshakeKeys' } },
        ],
      },
      states: {
        INITIAL_HELLO: {
          on: {
            helloVerifyRequest: {
              description: 'Only servers of earlier versions send this message.',
              target: '#client.FAILED',
              meta: { alert: 'protocol_version', ref: 'RFC 9147 section 5.2', reason: 'UNSUPPORTED_VERSION' },
            },
            helloRetryRequest: [
              {
                guard: { type: 'versionUnsupported' },
                target: '#client.FAILED',
                meta: { alert: 'protocol_version', ref: 'RFC 9846 section 4.3.1', reason: 'UNSUPPORTED_VERSION' },
              },
              {
                guard: { type: 'versionIllegal' },
                target: '#client.FAILED',
                meta: { alert: 'illegal_parameter', ref: 'RFC 9846 section 4.3.1', reason: 'ILLEGAL_VERSION' },
              },
              {
                guard: { type: 'extensionUnsolicited' },
                target: '#client.FAILED',
                meta: {
                  alert: 'unsupported_extension',
                  ref: 'RFC 9846 section 4.2.4',
                  reason: 'UNSOLICITED_EXTENSION',
                },
              },
              {
                guard: { type: 'extensionMisplaced' },
                target: '#client.FAILED',
                meta: { alert: 'illegal_parameter', ref: 'RFC 9846 section 4.3', reason: 'MISPLACED_EXTENSION' },
              },
              {
                guard: { type: 'retryIllegal' },
                target: '#client.FAILED',
                meta: {
                  alert: 'illegal_parameter',
                  ref: 'RFC 9846 section 4.2.4',
                  reason: 'ILLEGAL_HELLO_RETRY_REQUEST',
                },
              },
              { target: 'AFTER_HRR', actions: { type: 'sendSecondClientHello' } },
            ],
          },
        },
        AFTER_HRR: {
          description: 'The second ClientHello was sent; RFC 9147 section 5.1 allows only one HelloRetryRequest.',
        },
      },
    },
    WAIT_EE: {
      description:
        'The first protected record authenticates the ServerHello, which may belong to an earlier handshake on the same ports.',
      on: {
        encryptedExtensions: [
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
            guard: { type: 'encryptedExtensionsIllegal' },
            target: 'FAILED',
            meta: { alert: 'illegal_parameter', ref: 'RFC 9846 section 4.4.1', reason: 'ILLEGAL_ENCRYPTED_EXTENSIONS' },
          },
          {
            guard: { type: 'certificateStored' },
            target: 'RESUMING',
            actions: { type: 'requestCertificateVerification' },
          },
          { guard: { type: 'pskSelected' }, target: 'WAIT_FINISHED' },
          { target: 'WAIT_CERT_CR' },
        ],
        alternativeServerHello: [
          {
            guard: { type: 'alternativeServerHelloIllegal' },
            description: 'It is not authenticated: the ServerHello in use stays.',
            meta: { ref: 'RFC 9147 section 5.11' },
          },
          { actions: { type: 'replaceHandshakeKeys' } },
        ],
        alternativeHelloRetryRequest: [
          {
            guard: { type: 'secondClientHelloSent' },
            description: 'Only one HelloRetryRequest is allowed: the ServerHello in use stays.',
            meta: { ref: 'RFC 9147 section 5.1' },
          },
          {
            guard: { type: 'alternativeRetryIllegal' },
            description: 'It is not authenticated: the ServerHello in use stays.',
            meta: { ref: 'RFC 9147 section 5.11' },
          },
          {
            target: '#client.WAIT_SH.AFTER_HRR',
            actions: [{ type: 'dropHandshakeKeys' }, { type: 'sendSecondClientHello' }],
          },
        ],
      },
    },
    RESUMING: {
      description: 'The application verifies the chain of the resumed session again; later messages wait.',
      on: {
        certificateAccepted: 'WAIT_FINISHED',
        certificateRejected: { target: 'FAILED', actions: { type: 'reportCertificateRejected' } },
      },
    },
    WAIT_CERT_CR: {
      on: {
        certificateRequest: [
          {
            guard: { type: 'contextIllegal' },
            target: 'FAILED',
            meta: {
              alert: 'illegal_parameter',
              ref: 'RFC 9846 section 4.4.2',
              reason: 'ILLEGAL_CERTIFICATE_REQUEST_CONTEXT',
            },
          },
          {
            guard: { type: 'extensionMisplaced' },
            target: 'FAILED',
            meta: { alert: 'illegal_parameter', ref: 'RFC 9846 section 4.3', reason: 'MISPLACED_EXTENSION' },
          },
          {
            guard: { type: 'extensionMissing' },
            target: 'FAILED',
            meta: { alert: 'missing_extension', ref: 'RFC 9846 section 4.4.2', reason: 'MISSING_EXTENSION' },
          },
          {
            guard: { type: 'filtersIllegal' },
            target: 'FAILED',
            meta: { alert: 'illegal_parameter', ref: 'RFC 9846 section 4.3.5', reason: 'ILLEGAL_OID_FILTERS' },
          },
          { target: 'WAIT_CERT' },
        ],
        certificate: [
          {
            guard: { type: 'certificateMissing' },
            target: 'FAILED',
            meta: { alert: 'decode_error', ref: 'RFC 9846 section 4.5.1.3', reason: 'EMPTY_CERTIFICATE_LIST' },
          },
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
            guard: { type: 'extensionUnsolicited' },
            target: 'FAILED',
            meta: { alert: 'unsupported_extension', ref: 'RFC 9846 section 4.3', reason: 'UNSOLICITED_EXTENSION' },
          },
          {
            guard: { type: 'extensionMisplaced' },
            target: 'FAILED',
            meta: { alert: 'illegal_parameter', ref: 'RFC 9846 section 4.3', reason: 'MISPLACED_EXTENSION' },
          },
          { target: 'WAIT_CV', actions: { type: 'requestCertificateVerification' } },
        ],
      },
    },
    WAIT_CERT: {
      on: {
        certificate: [
          {
            guard: { type: 'certificateMissing' },
            target: 'FAILED',
            meta: { alert: 'decode_error', ref: 'RFC 9846 section 4.5.1.3', reason: 'EMPTY_CERTIFICATE_LIST' },
          },
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
            guard: { type: 'extensionUnsolicited' },
            target: 'FAILED',
            meta: { alert: 'unsupported_extension', ref: 'RFC 9846 section 4.3', reason: 'UNSOLICITED_EXTENSION' },
          },
          {
            guard: { type: 'extensionMisplaced' },
            target: 'FAILED',
            meta: { alert: 'illegal_parameter', ref: 'RFC 9846 section 4.3', reason: 'MISPLACED_EXTENSION' },
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
            certificateRejected: { target: '#client.FAILED', actions: { type: 'reportCertificateRejected' } },
          },
        },
        READY: {
          on: {
            certificateVerify: [
              {
                guard: { type: 'schemeUnsolicited' },
                target: '#client.FAILED',
                meta: {
                  alert: 'illegal_parameter',
                  ref: 'RFC 9846 section 4.5.2',
                  reason: 'UNOFFERED_SIGNATURE_SCHEME',
                },
              },
              {
                guard: { type: 'signatureInvalid' },
                target: '#client.FAILED',
                meta: { alert: 'decrypt_error', ref: 'RFC 9846 section 4.5.2', reason: 'CERTIFICATE_VERIFY_INVALID' },
              },
              { target: '#client.WAIT_FINISHED' },
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
            guard: { type: 'certificateUsable' },
            target: 'WAIT_FINAL_ACK',
            actions: [
              { type: 'installApplicationKeys' },
              { type: 'sendCertificate' },
              { type: 'sendCertificateVerify' },
              { type: 'sendFinished' },
              { type: 'reportSecure' },
            ],
          },
          {
            guard: { type: 'certificateRequested' },
            target: 'WAIT_FINAL_ACK',
            actions: [
              { type: 'installApplicationKeys' },
              { type: 'sendCertificate' },
              { type: 'sendFinished' },
              { type: 'reportSecure' },
            ],
          },
          {
            target: 'WAIT_FINAL_ACK',
            actions: [{ type: 'installApplicationKeys' }, { type: 'sendFinished' }, { type: 'reportSecure' }],
          },
        ],
      },
    },
    WAIT_FINAL_ACK: {
      description:
        'Application data can be sent in both directions, but the server has not acknowledged our Finished yet.',
      on: {
        flightAcknowledged: 'CONNECTED',
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
    FAILED: { type: 'final', entry: { type: 'abort' } },
    CLOSED: { type: 'final' },
  },
});
