import { setup } from 'xstate';

type ConnectionEvent =
  | { type: 'secured' }
  | { type: 'closeRequested' }
  | { type: 'closeNotifyReceived' }
  | { type: 'recordReceived' }
  | { type: 'failed' }
  | { type: 'timedOut' }
  | { type: 'replaced' }
  | { type: 'abandoned' };

const stub = () => {};
const no = () => false;

/** The life of a connection; each direction is closed by itself. RFC 9846 section 6.1, RFC 9147 section 5.10. */
export const connection = setup({
  types: { events: {} as ConnectionEvent },
  actions: {
    /** Tells the handshake that its time is over; it answers with its reason. */
    failHandshakeOnTimeout: stub,
    /** Tells the handshake of an alert that ends it. */
    failHandshakeOnClose: stub,
    /** Says user_canceled: a close_notify that follows means a handshake given up, not a connection at its end. */
    sendUserCanceled: stub,
    /** Says close_notify, behind the data that was taken before. */
    sendCloseNotify: stub,
    /** Tells the application that the peer has said all it had to say. */
    reportPeerClosed: stub,
    /** Tells the application that both directions are closed. */
    reportClosed: stub,
    /** Tells the application why there is no connection any more. */
    reportFailure: stub,
    /** The reason for it is that the peer was silent for too long. */
    setIdleTimeoutError: stub,
    /** Forgets data that was taken and not sent. */
    discardData: stub,
    /** Stops flights and timers and wipes the keys for reading; what is due for sending still goes out. */
    release: stub,
  },
  guards: {
    /** The application wants to go on sending after the peer is done. */
    allowsHalfOpen: no,
    /** The peer had a round trip to hear our close_notify since it last went out. */
    closeNotifyUnanswered: no,
    /** No record numbered before the peer's close_notify can still come. */
    allRecordsReceived: no,
  },
  delays: {
    handshake: 60_000,
    /** How long a peer may be silent. */
    idle: 300_000,
    /** How long the peer has to close its side when we have closed ours. */
    closing: 1000,
    /** How long a peer that may be open alone has for that; no close lasts longer, whatever the peer does. */
    halfClosed: 5000,
    /** How long records overtaken by close_notify are waited for: a quarter of the retransmit timer. */
    draining: 250,
  },
}).createMachine({
  id: 'connection',
  initial: 'HANDSHAKING',
  on: {
    secured: { description: 'A connection has one handshake.', meta: { ref: 'RFC 9147 section 5' } },
    recordReceived: {
      description: 'Counts while we wait for close_notify only.',
      meta: { ref: 'RFC 9846 section 6.1' },
    },
    closeRequested: { description: 'It is closed already.', meta: { ref: 'RFC 9846 section 6.1' } },
    closeNotifyReceived: { description: 'It was said before.', meta: { ref: 'RFC 9846 section 6.1' } },
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
      description: 'Two directions, each with an end of its own.',
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
                    description: 'What we send still goes out.',
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
              description: 'We have closed our side, and the peer may go on for a time. What comes is delivered.',
              after: { halfClosed: '#connection.CLOSED' },
              on: {
                closeNotifyReceived: { target: 'CLOSE_RECEIVED', actions: { type: 'reportPeerClosed' } },
              },
            },
            CLOSING: {
              description: 'We have closed our side, and the peer has a while to do so too. What comes is delivered.',
              after: { closing: '#connection.CLOSED' },
              on: {
                closeNotifyReceived: 'CLOSE_RECEIVED',
                recordReceived: [
                  {
                    description: 'Alerts are not repeated by a timer, but made again for a peer that missed them.',
                    guard: { type: 'closeNotifyUnanswered' },
                    actions: { type: 'sendCloseNotify' },
                  },
                  { description: 'It may have crossed our close_notify.', meta: { ref: 'RFC 9147 section 5.10' } },
                ],
              },
            },
            CLOSE_RECEIVED: { type: 'final' },
          },
        },
      },
    },
    DRAINING: {
      description: 'Both sides have closed. What was sent before and overtaken on the way is still delivered.',
      always: { guard: { type: 'allRecordsReceived' }, target: 'CLOSED' },
      after: { draining: 'CLOSED' },
    },
    CLOSED: { type: 'final', entry: [{ type: 'release' }, { type: 'reportClosed' }] },
    FAILED: { type: 'final', entry: [{ type: 'discardData' }, { type: 'release' }, { type: 'reportFailure' }] },
    TIMED_OUT: { type: 'final', entry: [{ type: 'discardData' }, { type: 'release' }, { type: 'reportFailure' }] },
    REPLACED: {
      type: 'final',
      description: 'The peer began anew from the same address.',
      entry: [{ type: 'discardData' }, { type: 'release' }, { type: 'reportClosed' }],
    },
    ABANDONED: { type: 'final', entry: [{ type: 'discardData' }, { type: 'release' }] },
  },
});
