// Code generated from spec/dtls13/charts/client-auth-response.chart.ts. DO NOT EDIT.
import { setup } from 'xstate';

type ClientAuthResponseEvent =
  | { type: 'certificateRequest' }
  | { type: 'responseDue' }
  | { type: 'responseAcknowledged' }
  | { type: 'stopped' };

/** A client's response to one CertificateRequest after the handshake; several can run at a time. RFC 9846 section 4.7.2, RFC 9147 section 5.8.4. */
export const clientAuthResponse = setup({
  types: { events: {} as ClientAuthResponseEvent },
  actions: {
    /** Queues the response: it is sent at once, or after the KeyUpdate that runs. */
    queueResponse: () => {},
    /** Puts our Certificate into the response. Its list is empty when none of our certificates fits the request. */
    sendCertificate: () => {},
    /** Signs the transcript with the private key of our certificate. */
    sendCertificateVerify: () => {},
    /** Puts the Finished into the response, with a MAC under the current traffic secret. */
    sendFinished: () => {},
    /** Sends the alert and ends the connection. */
    abort: () => {},
  },
  guards: {
    /** We did not offer post_handshake_auth, or an external pre-shared key authenticated the server, or we are a server. */
    requestNotAllowed: () => false,
    /** More requests than we allow are not acknowledged by the server. */
    tooManyRequests: () => false,
    /** certificate_request_context is that of another request. */
    contextRepeated: () => false,
    /** An extension is not allowed in a CertificateRequest. */
    extensionMisplaced: () => false,
    /** signature_algorithms is missing. */
    extensionMissing: () => false,
    /** An identifier occurs twice in oid_filters, or a value is not allowed. */
    filtersIllegal: () => false,
    /** One of our certificates fits the request. */
    certificateUsable: () => false,
  },
}).createMachine({
  id: 'clientAuthResponse',
  initial: 'START',
  on: {
    certificateRequest: { description: 'Each request has its own response.', meta: { ref: 'RFC 9846 section 4.4.2' } },
    responseDue: { description: 'No response waits.', meta: { ref: 'RFC 9147 section 8' } },
    responseAcknowledged: { description: 'No response is outstanding.', meta: { ref: 'RFC 9147 section 7.1' } },
    stopped: '.DONE',
  },
  states: {
    START: {
      on: {
        certificateRequest: [
          {
            guard: { type: 'requestNotAllowed' },
            target: 'FAILED',
            meta: { alert: 'unexpected_message', ref: 'RFC 9846 section 4.7.2', reason: 'UNEXPECTED_MESSAGE' },
          },
          {
            guard: { type: 'tooManyRequests' },
            target: 'FAILED',
            meta: { alert: 'internal_error', ref: 'RFC 9846 section 4.7.2', reason: 'TOO_MANY_CERTIFICATE_REQUESTS' },
          },
          {
            guard: { type: 'contextRepeated' },
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
          { target: 'RESPONDING', actions: { type: 'queueResponse' } },
        ],
      },
    },
    RESPONDING: {
      description: 'A response is not sent while a KeyUpdate of ours waits or is outstanding.',
      on: {
        responseDue: [
          {
            guard: { type: 'certificateUsable' },
            target: 'AWAIT_ACK',
            actions: [{ type: 'sendCertificate' }, { type: 'sendCertificateVerify' }, { type: 'sendFinished' }],
          },
          { target: 'AWAIT_ACK', actions: [{ type: 'sendCertificate' }, { type: 'sendFinished' }] },
        ],
      },
    },
    AWAIT_ACK: {
      description: 'The response is retransmitted until it is acknowledged.',
      on: { responseAcknowledged: 'DONE' },
    },
    FAILED: { type: 'final', entry: { type: 'abort' } },
    DONE: { type: 'final' },
  },
});
