// Code generated from spec/dtls13/charts/client-auth-request.chart.ts. DO NOT EDIT.
import { setup } from 'xstate';

type ClientAuthRequestEvent =
  | { type: 'requestRequired' }
  | { type: 'certificate' }
  | { type: 'certificateAccepted' }
  | { type: 'certificateRejected' }
  | { type: 'certificateVerify' }
  | { type: 'finished' }
  | { type: 'stopped' };

/** One request of a server for the client's certificate after the handshake; several can be open at a time. RFC 9846 section 4.7.2, RFC 9147 section 5.8.4. */
export const clientAuthRequest = setup({
  types: { events: {} as ClientAuthRequestEvent },
  actions: {
    /** Sends the CertificateRequest with a random context, as a flight of its own. */
    sendCertificateRequest: () => {},
    /** Ends the flight of the CertificateRequest: the response acknowledges it. */
    acknowledgeRequest: () => {},
    /** Requests from the application the verification of the client's certificate chain. */
    requestCertificateVerification: () => {},
    /** Reports to the application that the client is authenticated, or that it has no certificate. */
    reportResult: () => {},
    /** Sets the error and the alert: the client did not respond in time. */
    reportTimeout: () => {},
    /** Sets the error and the alert: the application rejected the certificate chain. */
    reportCertificateRejected: () => {},
    /** Sends the alert and ends the connection. */
    abort: () => {},
  },
  guards: {
    /** The client sent no certificate, and the application requires one. */
    certificateRequired: () => false,
    /** The client sent no certificate. */
    certificateMissing: () => false,
    /** The Certificate has an extension that was not requested. */
    extensionUnsolicited: () => false,
    /** The Certificate has an extension that is not allowed in it. */
    extensionMisplaced: () => false,
    /** The certificate lacks an extension that oid_filters require. */
    filtersUnmatched: () => false,
    /** The signature algorithm was not offered. */
    schemeUnsolicited: () => false,
    /** The signature over the transcript does not verify. */
    signatureInvalid: () => false,
    /** The MAC over the transcript is not the expected one. */
    verifyDataInvalid: () => false,
  },
  delays: {
    response: 60000,
    completion: 60000,
  },
}).createMachine({
  id: 'clientAuthRequest',
  initial: 'START',
  on: {
    requestRequired: { description: 'Each request has its own context.', meta: { ref: 'RFC 9846 section 4.4.2' } },
    certificate: {
      target: '.FAILED',
      meta: { alert: 'unexpected_message', ref: 'RFC 9846 section 4.7.2', reason: 'UNEXPECTED_MESSAGE' },
    },
    certificateVerify: {
      target: '.FAILED',
      meta: { alert: 'unexpected_message', ref: 'RFC 9846 section 4.7.2', reason: 'UNEXPECTED_MESSAGE' },
    },
    finished: {
      target: '.FAILED',
      meta: { alert: 'unexpected_message', ref: 'RFC 9846 section 4.7.2', reason: 'UNEXPECTED_MESSAGE' },
    },
    certificateAccepted: { description: 'No verification is pending.', meta: { ref: 'RFC 9846 section 4.5.1' } },
    certificateRejected: { description: 'No verification is pending.', meta: { ref: 'RFC 9846 section 4.5.1' } },
    stopped: '.DONE',
  },
  states: {
    START: { on: { requestRequired: { target: 'WAIT_CERT', actions: { type: 'sendCertificateRequest' } } } },
    WAIT_CERT: {
      description: 'Data and messages of other exchanges may arrive before the response.',
      after: { response: { target: 'FAILED', actions: { type: 'reportTimeout' } } },
      on: {
        certificate: [
          {
            guard: { type: 'certificateRequired' },
            target: 'FAILED',
            meta: { alert: 'certificate_required', ref: 'RFC 9846 section 4.5.1.3', reason: 'CERTIFICATE_REQUIRED' },
          },
          {
            guard: { type: 'certificateMissing' },
            target: 'RESPONDING.WAIT_FINISHED',
            actions: { type: 'acknowledgeRequest' },
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
            guard: { type: 'filtersUnmatched' },
            target: 'FAILED',
            meta: { alert: 'unsupported_certificate', ref: 'RFC 9846 section 4.3.5', reason: 'UNMATCHED_OID_FILTERS' },
          },
          {
            target: 'RESPONDING.VERIFYING',
            actions: [{ type: 'acknowledgeRequest' }, { type: 'requestCertificateVerification' }],
          },
        ],
      },
    },
    RESPONDING: {
      initial: 'VERIFYING',
      description: 'The messages of a response follow each other without another message between them.',
      after: { completion: { target: 'FAILED', actions: { type: 'reportTimeout' } } },
      states: {
        VERIFYING: {
          description: 'The application verifies the chain; the rest of the response waits.',
          on: {
            certificateAccepted: 'WAIT_CV',
            certificateRejected: {
              target: '#clientAuthRequest.FAILED',
              actions: { type: 'reportCertificateRejected' },
            },
          },
        },
        WAIT_CV: {
          on: {
            certificateVerify: [
              {
                guard: { type: 'schemeUnsolicited' },
                target: '#clientAuthRequest.FAILED',
                meta: {
                  alert: 'illegal_parameter',
                  ref: 'RFC 9846 section 4.5.2',
                  reason: 'UNOFFERED_SIGNATURE_SCHEME',
                },
              },
              {
                guard: { type: 'signatureInvalid' },
                target: '#clientAuthRequest.FAILED',
                meta: { alert: 'decrypt_error', ref: 'RFC 9846 section 4.5.2', reason: 'CERTIFICATE_VERIFY_INVALID' },
              },
              { target: 'WAIT_FINISHED' },
            ],
          },
        },
        WAIT_FINISHED: {
          on: {
            finished: [
              {
                guard: { type: 'verifyDataInvalid' },
                target: '#clientAuthRequest.FAILED',
                meta: { alert: 'decrypt_error', ref: 'RFC 9846 section 4.5.3', reason: 'FINISHED_INVALID' },
              },
              { target: '#clientAuthRequest.DONE', actions: { type: 'reportResult' } },
            ],
          },
        },
      },
    },
    FAILED: { type: 'final', entry: { type: 'abort' } },
    DONE: { type: 'final' },
  },
});
