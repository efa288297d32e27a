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

const stub = () => {};
const no = () => false;

/** The states of a connection. Each direction is closed independently. RFC 9846 section 6.1, RFC 9147 section 5.10. */
export const connection = setup({
  types: { events: {} as ConnectionEvent },
  actions: {
    /** Ends the handshake because its time limit is reached. */
    failHandshakeOnTimeout: stub,
    /** Ends the handshake because the peer sent close_notify. */
    failHandshakeOnClose: stub,
    /** Sends user_canceled: the close_notify after it cancels the handshake. */
    sendUserCanceled: stub,
    /** Sends close_notify after the queued application data. */
    sendCloseNotify: stub,
    /** Reports to the application that the peer sends no more data. */
    reportPeerClosed: stub,
    /** Reports to the application that both directions are closed. */
    reportClosed: stub,
    /** Reports to the application the error that ended the connection. */
    reportFailure: stub,
    /** Sets the error: no record arrived within the idle timeout. */
    setIdleTimeoutError: stub,
    /** Discards queued application data. */
    discardData: stub,
    /** Stops flights and timers and zeroizes the keys for reading. Output that is already queued is still sent. */
    release: stub,
  },
  guards: {
    /** The application can continue to send after the peer's close_notify. */
    allowsHalfOpen: no,
    /** A round trip has passed since our last close_notify, and the peer still sends. */
    closeNotifyUnanswered: no,
    /** No record with a number below that of the peer's close_notify can still arrive. */
    allRecordsReceived: no,
  },
  delays: {
    handshake: 60_000,
    /** The maximum time without a record from the peer. */
    idle: 300_000,
    /** The time for the peer to close its direction after we closed ours. */
    closing: 1000,
    /** The same time where half-open connections are allowed. It is also the maximum duration of a close. */
    halfClosed: 5000,
    /** The time for records that close_notify overtook: a quarter of the retransmit timer. */
    draining: 250,
  },
}).createMachine({
  id: 'connection',
  initial: 'HANDSHAKING',
  on: {
    secured: { description: 'A connection has one handshake.', meta: { ref: 'RFC 9147 section 5' } },
    recordReceived: {
      description: 'Has an effect in CLOSING only.',
      meta: { ref: 'RFC 9846 section 6.1' },
    },
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
        closeRequested: {
          target: 'CLOSED',
          actions: [{ type: 'sendUserCanceled' }, { type: 'sendCloseNotify' }],
        },
        closeNotifyReceived: { actions: { type: 'failHandshakeOnClose' } },
      },
    },
    CONNECTED: {
      type: 'parallel',
      description: 'The two directions are closed independently.',
      after: {
        idle: {
          target: 'TIMED_OUT',
          actions: [{ type: 'setIdleTimeoutError' }, { type: 'sendCloseNotify' }],
        },
      },
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
                  {
                    guard: { type: 'allowsHalfOpen' },
                    target: 'HALF_CLOSED',
                    meta: { ref: 'RFC 9846 section 6.1' },
                  },
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
              on: {
                closeNotifyReceived: { target: 'CLOSE_RECEIVED', actions: { type: 'reportPeerClosed' } },
              },
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
