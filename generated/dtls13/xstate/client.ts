// Code generated from spec/dtls13/charts/client.chart.ts. DO NOT EDIT.
import { setup } from 'xstate';

type ClientEvent =
  | { type: 'open' }
  | { type: 'helloRetryRequest' }
  | { type: 'serverHello' }
  | { type: 'alternativeHelloRetryRequest' }
  | { type: 'alternativeServerHello' }
  | { type: 'encryptedExtensions' }
  | { type: 'certificateRequest' }
  | { type: 'certificate' }
  | { type: 'certificateAccepted' }
  | { type: 'certificateRejected' }
  | { type: 'certificateVerify' }
  | { type: 'finished' }
  | { type: 'newSessionTicket' }
  | { type: 'keyUpdate' }
  | { type: 'otherMessage' }
  | { type: 'invalidMessage' }
  | { type: 'flightAcknowledged' }
  | { type: 'flightExhausted' }
  | { type: 'alertReceived' }
  | { type: 'closed' };

/** The client's handshake, from ClientHello to the ACK of its Finished. RFC 9846 appendix A.1, RFC 9147 section 5. */
export const client = setup({
  types: { events: {} as ClientEvent },
  actions: {
    /** Draws random and key shares and puts the ClientHello into a new flight. */
    sendClientHello: () => {},
    /** Puts the ClientHello into a flight once more, with the cookie and the key share that were asked for. */
    sendSecondClientHello: () => {},
    /** Mixes the shared secret and opens epoch 2 both ways. */
    installHandshakeKeys: () => {},
    /** Puts the rival in the place of the ServerHello in use, with its shared secret and keys. */
    replaceHandshakeKeys: () => {},
    /** Puts the rival in the place of the ServerHello in use, and closes epoch 2. */
    dropHandshakeKeys: () => {},
    /** Asks the host to judge the peer's certificate chain. */
    requestCertificateVerification: () => {},
    /** Mixes the master secret and opens epoch 3 both ways. */
    installApplicationKeys: () => {},
    /** Shows our certificate, or, with an empty list, that there is none to show. */
    sendCertificate: () => {},
    /** Signs the transcript with the key of our certificate. */
    sendCertificateVerify: () => {},
    /** Puts the client's Finished into the last flight. */
    sendFinished: () => {},
    /** Tells the host that application data may flow. */
    reportSecure: () => {},
    /** Remembers the peer's alert as the reason of the end. */
    reportAlert: () => {},
    /** Remembers that the peer stayed silent through all retransmissions. */
    reportTimeout: () => {},
    /** Remembers why the host refused the certificate chain, and the alert that says so. */
    reportCertificateRejected: () => {},
    /** Sends the alert that is due, if one is, wipes the keys and reports the error. */
    abort: () => {},
  },
  guards: {
    /** supported_versions is missing, or legacy_version is not that of DTLS 1.2. */
    versionUnsupported: () => false,
    /** supported_versions holds another version than DTLS 1.3. */
    versionIllegal: () => false,
    /** key_share is missing, or of a CertificateRequest signature_algorithms. */
    extensionMissing: () => false,
    /** An extension that was not asked for. */
    extensionUnsolicited: () => false,
    /** An extension in a message that must not carry it. */
    extensionMisplaced: () => false,
    /** Suite or group were not offered, session id or share are not legal. */
    parameterIllegal: () => false,
    /** The HelloRetryRequest changes nothing, or asks for a share that was not on offer or was sent. */
    retryIllegal: () => false,
    /** A HelloRetryRequest was answered. */
    secondClientHelloSent: () => false,
    /** The HelloRetryRequest would have been refused in the place of the ServerHello in use. */
    alternativeRetryIllegal: () => false,
    /** The ServerHello would have been refused in the place of the one in use. */
    alternativeServerHelloIllegal: () => false,
    /** The server did not keep to what it asked for, or answers an offer with what was not in it. */
    encryptedExtensionsIllegal: () => false,
    /** The server sent no certificate. */
    certificateMissing: () => false,
    /** certificate_request_context is not empty. */
    contextIllegal: () => false,
    /** The signature algorithm was not offered. */
    schemeUnsolicited: () => false,
    /** The signature over the transcript does not verify. */
    signatureInvalid: () => false,
    /** The MAC over the transcript is not the expected one. */
    verifyDataInvalid: () => false,
    /** The server wants to see a certificate. */
    certificateRequested: () => false,
    /** It does, and there is one whose key can sign as it wants. */
    certificateUsable: () => false,
  },
}).createMachine({
  id: 'client',
  initial: 'START',
  on: {
    open: { description: 'Opened already.', meta: { ref: 'RFC 9846 appendix A.1' } },
    helloRetryRequest: {
      target: '.FAILED',
      meta: { alert: 'unexpected_message', ref: 'RFC 9846 section 4.2.4', reason: 'UNEXPECTED_MESSAGE' },
    },
    serverHello: {
      target: '.FAILED',
      meta: { alert: 'unexpected_message', ref: 'RFC 9846 section 4.2.3', reason: 'UNEXPECTED_MESSAGE' },
    },
    alternativeHelloRetryRequest: {
      description: 'Nothing is in use that it could contradict, or a protected record has proven it.',
      meta: { ref: 'RFC 9147 section 5.11' },
    },
    alternativeServerHello: {
      description: 'Nothing is in use that it could contradict, or a protected record has proven it.',
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
    newSessionTicket: {
      target: '.FAILED',
      meta: { alert: 'unexpected_message', ref: 'RFC 9846 section 4.7.1', reason: 'UNEXPECTED_MESSAGE' },
    },
    keyUpdate: {
      target: '.FAILED',
      meta: { alert: 'unexpected_message', ref: 'RFC 9846 section 4.7.3', reason: 'UNEXPECTED_MESSAGE' },
    },
    otherMessage: {
      target: '.FAILED',
      meta: { alert: 'unexpected_message', ref: 'RFC 9846 section 4', reason: 'UNEXPECTED_MESSAGE' },
    },
    certificateAccepted: { description: 'No question is open any more.', meta: { ref: 'RFC 9846 section 4.5.1' } },
    certificateRejected: { description: 'No question is open any more.', meta: { ref: 'RFC 9846 section 4.5.1' } },
    flightAcknowledged: {
      description: 'Only the last flight needs an ACK to move on.',
      meta: { ref: 'RFC 9147 section 7.1' },
    },
    invalidMessage: { target: '.FAILED' },
    flightExhausted: { target: '.FAILED', actions: { type: 'reportTimeout' } },
    alertReceived: { target: '.FAILED', actions: { type: 'reportAlert' } },
    closed: { target: '.CLOSED' },
  },
  states: {
    START: { on: { open: { target: 'WAIT_SH', actions: { type: 'sendClientHello' } } } },
    WAIT_SH: {
      initial: 'INITIAL_HELLO',
      on: {
        serverHello: [
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
        AFTER_HRR: { description: 'One HelloRetryRequest was answered; RFC 9147 section 5.1 allows no other.' },
      },
    },
    WAIT_EE: {
      description:
        'Nothing proves the ServerHello before the first protected record: it may answer an earlier handshake on the same ports.',
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
          { target: 'WAIT_CERT_CR' },
        ],
        alternativeServerHello: [
          {
            guard: { type: 'alternativeServerHelloIllegal' },
            description: 'Anybody may have written it: the one in use stays.',
            meta: { ref: 'RFC 9147 section 5.11' },
          },
          { actions: { type: 'replaceHandshakeKeys' } },
        ],
        alternativeHelloRetryRequest: [
          {
            guard: { type: 'secondClientHelloSent' },
            description: 'There is one HelloRetryRequest at most: the ServerHello in use stays.',
            meta: { ref: 'RFC 9147 section 5.1' },
          },
          {
            guard: { type: 'alternativeRetryIllegal' },
            description: 'Anybody may have written it: the ServerHello in use stays.',
            meta: { ref: 'RFC 9147 section 5.11' },
          },
          {
            target: '#client.WAIT_SH.AFTER_HRR',
            actions: [{ type: 'dropHandshakeKeys' }, { type: 'sendSecondClientHello' }],
          },
        ],
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
          description: 'The host judges the chain; the core holds later messages back.',
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
      description: 'Data may flow both ways, but the server has not confirmed our Finished yet.',
      on: {
        flightAcknowledged: 'CONNECTED',
        newSessionTicket: [
          {
            guard: { type: 'extensionMisplaced' },
            target: 'FAILED',
            meta: { alert: 'illegal_parameter', ref: 'RFC 9846 section 4.3', reason: 'MISPLACED_EXTENSION' },
          },
          {
            description: 'Tickets are acknowledged and dropped: resumption is not built yet.',
            meta: { ref: 'RFC 9846 section 4.7.1' },
          },
        ],
      },
    },
    CONNECTED: {
      on: {
        newSessionTicket: [
          {
            guard: { type: 'extensionMisplaced' },
            target: 'FAILED',
            meta: { alert: 'illegal_parameter', ref: 'RFC 9846 section 4.3', reason: 'MISPLACED_EXTENSION' },
          },
          {
            description: 'Tickets are acknowledged and dropped: resumption is not built yet.',
            meta: { ref: 'RFC 9846 section 4.7.1' },
          },
        ],
        flightExhausted: {
          description: 'Nothing of the handshake is outstanding any more.',
          meta: { ref: 'RFC 9147 section 5.8.1' },
        },
      },
    },
    FAILED: { type: 'final', entry: { type: 'abort' } },
    CLOSED: { type: 'final' },
  },
});
