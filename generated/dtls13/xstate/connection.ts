// Code generated from spec/dtls13/charts/connection.chart.ts. DO NOT EDIT.
import { setup } from 'xstate';

type ConnectionEvent =
  | { type: 'secured' }
  | { type: 'closeRequested' }
  | { type: 'closeNotifyReceived' }
  | { type: 'recordReceived' }
  | { type: 'closeNotifyOverdue' }
  | { type: 'failed' }
  | { type: 'timedOut' }
  | { type: 'replaced' }
  | { type: 'abandoned' };

/** The states of a connection. Each direction is closed independently. RFC 9846 section 6.1, RFC 9147 section 5.10. */
export const connection = setup({
  types: { events: {} as ConnectionEvent },
  actions: {
    /** Ends the handshake because its time limit is reached. */
    failHandshakeOnTimeout: () => {},
    /** Ends the handshake because the peer sent close_notify. */
    failHandshakeOnClose: () => {},
    /** Sends user_canceled: the close_notify after it cancels the handshake. */
    sendUserCanceled: () => {},
    /** Sends close_notify after the queued application data. */
    sendCloseNotify: () => {},
    /** Reports to the application that the peer sends no more data. */
    reportPeerClosed: () => {},
    /** Reports to the application that both directions are closed. */
    reportClosed: () => {},
    /** Reports to the application the error that ended the connection. */
    reportFailure: () => {},
    /** Sets the error: no record arrived within the idle timeout. */
    setIdleTimeoutError: () => {},
    /** Discards queued application data. */
    discardData: () => {},
    /** Stops flights and timers and zeroizes the keys for reading. Output that is already queued is still sent. */
    release: () => {},
  },
  guards: {
    /** The application can continue to send after the peer's close_notify. */
    allowsHalfOpen: () => false,
    /** A round trip has passed since our last close_notify, and the peer still sends. */
    closeNotifyUnanswered: () => false,
    /** No record with a number below that of the peer's close_notify can still arrive. */
    allRecordsReceived: () => false,
  },
  delays: {
    handshake: 60000,
    idle: 300000,
    closing: 1000,
    halfClosed: 5000,
    draining: 250,
  },
}).createMachine({
  id: 'connection',
  initial: 'HANDSHAKING',
  on: {
    secured: { description: 'A connection has one handshake.', meta: { ref: 'RFC 9147 section 5' } },
    recordReceived: { description: 'Has an effect in CLOSING only.', meta: { ref: 'RFC 9846 section 6.1' } },
    closeNotifyOverdue: { description: 'Has an effect in CLOSING only.', meta: { ref: 'RFC 9846 section 6.1' } },
    closeRequested: { description: 'Our direction is already closed.', meta: { ref: 'RFC 9846 section 6.1' } },
    closeNotifyReceived: { description: 'The peer already sent close_notify.', meta: { ref: 'RFC 9846 section 6.1' } },
    failed: '.FAILED',
    timedOut: '.TIMED_OUT',
    replaced: '.REPLACED',
    abandoned: '.ABANDONED',
  },
  states: {
    HANDSHAKING: {
      after: { handshake: { actions: { type: 'failHandshakeOnTimeout' } } },
      on: {
        secured: 'CONNECTED',
        closeRequested: { target: 'CLOSED', actions: [{ type: 'sendUserCanceled' }, { type: 'sendCloseNotify' }] },
        closeNotifyReceived: { actions: { type: 'failHandshakeOnClose' } },
      },
    },
    CONNECTED: {
      type: 'parallel',
      description: 'The two directions are closed independently.',
      after: { idle: { target: 'TIMED_OUT', actions: [{ type: 'setIdleTimeoutError' }, { type: 'sendCloseNotify' }] } },
      onDone: 'DRAINING',
      states: {
        WRITE: {
          initial: 'OPEN',
          states: {
            OPEN: {
              on: {
                closeRequested: 'CLOSE_SENT',
                closeNotifyReceived: [
                  {
                    guard: { type: 'allowsHalfOpen' },
                    description: 'Our direction stays open.',
                    meta: { ref: 'RFC 9846 section 6.1' },
                  },
                  { target: 'CLOSE_SENT' },
                ],
              },
            },
            CLOSE_SENT: { type: 'final', entry: { type: 'sendCloseNotify' } },
          },
        },
        READ: {
          initial: 'OPEN',
          states: {
            OPEN: {
              on: {
                closeRequested: [
                  { guard: { type: 'allowsHalfOpen' }, target: 'HALF_CLOSED', meta: { ref: 'RFC 9846 section 6.1' } },
                  { target: 'CLOSING' },
                ],
                closeNotifyReceived: [
                  {
                    guard: { type: 'allowsHalfOpen' },
                    target: 'CLOSE_RECEIVED',
                    actions: { type: 'reportPeerClosed' },
                  },
                  { target: 'CLOSE_RECEIVED' },
                ],
              },
            },
            HALF_CLOSED: {
              description:
                'Our direction is closed, and the peer may continue to send for a limited time. Its data is delivered.',
              after: { halfClosed: '#connection.CLOSED' },
              on: { closeNotifyReceived: { target: 'CLOSE_RECEIVED', actions: { type: 'reportPeerClosed' } } },
            },
            CLOSING: {
              description:
                'Our direction is closed, and the peer has a limited time to close its own. Its data is delivered.',
              after: { closing: '#connection.CLOSED' },
              on: {
                closeNotifyReceived: 'CLOSE_RECEIVED',
                closeNotifyOverdue: {
                  description: 'The peer did not answer within the retransmit timer: our close_notify may be lost.',
                  actions: { type: 'sendCloseNotify' },
                },
                recordReceived: [
                  {
                    description:
                      'Alerts are not retransmitted by a timer. A peer that still sends has probably not received ours.',
                    guard: { type: 'closeNotifyUnanswered' },
                    actions: { type: 'sendCloseNotify' },
                  },
                  {
                    description: 'The peer may have sent the record before our close_notify arrived.',
                    meta: { ref: 'RFC 9147 section 5.10' },
                  },
                ],
              },
            },
            CLOSE_RECEIVED: { type: 'final' },
          },
        },
      },
    },
    DRAINING: {
      description: 'Both directions are closed. Records that close_notify overtook are still delivered.',
      always: { guard: { type: 'allRecordsReceived' }, target: 'CLOSED' },
      after: { draining: 'CLOSED' },
    },
    CLOSED: { type: 'final', entry: [{ type: 'release' }, { type: 'reportClosed' }] },
    FAILED: { type: 'final', entry: [{ type: 'discardData' }, { type: 'release' }, { type: 'reportFailure' }] },
    TIMED_OUT: { type: 'final', entry: [{ type: 'discardData' }, { type: 'release' }, { type: 'reportFailure' }] },
    REPLACED: {
      type: 'final',
      description: 'The peer has a new connection from the same address.',
      entry: [{ type: 'discardData' }, { type: 'release' }, { type: 'reportClosed' }],
    },
    ABANDONED: { type: 'final', entry: [{ type: 'discardData' }, { type: 'release' }] },
  },
});
