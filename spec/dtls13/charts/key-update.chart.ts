import { setup } from 'xstate';

type KeyUpdateEvent =
  | { type: 'updateRequired' }
  | { type: 'updateRequested' }
  | { type: 'messagesAcknowledged' }
  | { type: 'updateAcknowledged' }
  | { type: 'updateReceived' }
  | { type: 'newKeysUsed' }
  | { type: 'stopped' };

const stub = () => {};
const no = () => false;

/** Updates of the traffic keys after the handshake, in each direction. RFC 9147 section 8, RFC 9846 section 4.7.3. */
export const keyUpdate = setup({
  types: { events: {} as KeyUpdateEvent },
  actions: {
    /** Sends a KeyUpdate under the current keys. No other message follows under them. */
    sendKeyUpdate: stub,
    /** Derives the next keys for sending and uses them from now on. */
    installWriteKeys: stub,
    /** Another update follows as soon as this one is acknowledged. */
    queueUpdate: stub,
    /** Derives the next keys for receiving. The current keys remain installed. */
    installReadKeys: stub,
    /** Discards the keys for receiving that preceded the current ones. */
    dropPreviousKeys: stub,
    /** Sends the alert and ends the connection. */
    abort: stub,
  },
  guards: {
    /** The epoch for sending has no successor, or our direction is closed. */
    isLastWriteEpoch: no,
    /** The epoch for receiving has no successor. */
    isLastReadEpoch: no,
    /** A message that we sent before is not acknowledged. */
    messagesOutstanding: no,
  },
  delays: {
    /** How long the previous keys for receiving are kept: twice the maximum segment lifetime. */
    retention: 240_000,
  },
}).createMachine({
  id: 'keyUpdate',
  initial: 'ACTIVE',
  on: {
    messagesAcknowledged: {
      description: 'No KeyUpdate waits for it.',
      meta: { ref: 'RFC 9147 section 8' },
    },
    updateAcknowledged: {
      description: 'No KeyUpdate of ours is outstanding.',
      meta: { ref: 'RFC 9147 section 8' },
    },
    newKeysUsed: {
      description: 'The current keys for receiving are in use already.',
      meta: { ref: 'RFC 9147 section 8' },
    },
    updateRequested: {
      description: 'The KeyUpdate that waits is the response.',
      meta: { ref: 'RFC 9846 section 4.7.3' },
    },
    stopped: '.DONE',
  },
  states: {
    ACTIVE: {
      type: 'parallel',
      description: 'The keys of each direction are updated independently.',
      states: {
        SEND: {
          initial: 'STABLE',
          states: {
            STABLE: {
              on: {
                updateRequired: [
                  {
                    guard: { type: 'isLastWriteEpoch' },
                    description: 'The keys are used until their limit, which ends the connection.',
                    meta: { ref: 'RFC 9147 section 4.2.1' },
                  },
                  { guard: { type: 'messagesOutstanding' }, target: 'PENDING' },
                  { target: 'AWAIT_ACK' },
                ],
                updateRequested: [
                  {
                    guard: { type: 'isLastWriteEpoch' },
                    description: 'A request that would exceed the limit of epochs is ignored.',
                    meta: { ref: 'RFC 9147 section 8' },
                  },
                  { guard: { type: 'messagesOutstanding' }, target: 'PENDING' },
                  { target: 'AWAIT_ACK' },
                ],
              },
            },
            PENDING: {
              description: 'A KeyUpdate waits until all earlier messages are acknowledged.',
              on: {
                messagesAcknowledged: 'AWAIT_ACK',
                updateRequired: {
                  description: 'The KeyUpdate that waits serves it.',
                  meta: { ref: 'RFC 9147 section 8' },
                },
              },
            },
            AWAIT_ACK: {
              description: 'The KeyUpdate is sent. Records continue under the current keys until it is acknowledged.',
              entry: { type: 'sendKeyUpdate' },
              on: {
                updateRequired: { actions: { type: 'queueUpdate' } },
                updateRequested: {
                  description:
                    'The peer may have read our KeyUpdate before its request: only another one is a response.',
                  actions: { type: 'queueUpdate' },
                  meta: { ref: 'RFC 9846 section 4.7.3' },
                },
                updateAcknowledged: { target: 'STABLE', actions: { type: 'installWriteKeys' } },
              },
            },
          },
        },
        RECEIVE: {
          initial: 'CURRENT',
          states: {
            CURRENT: {
              description: 'Only the current keys are installed.',
              on: {
                updateReceived: [
                  {
                    guard: { type: 'isLastReadEpoch' },
                    target: '#keyUpdate.FAILED',
                    meta: { alert: 'unexpected_message', ref: 'RFC 9147 section 8', reason: 'TOO_MANY_EPOCHS' },
                  },
                  { target: 'BOTH_EPOCHS', actions: { type: 'installReadKeys' } },
                ],
              },
            },
            BOTH_EPOCHS: {
              description:
                'The keys before and after the peer’s KeyUpdate are installed: it uses the new ones after our ACK.',
              on: {
                newKeysUsed: 'PREVIOUS_KEPT',
                updateReceived: {
                  target: '#keyUpdate.FAILED',
                  meta: { alert: 'unexpected_message', ref: 'RFC 9147 section 8', reason: 'OUTDATED_TRAFFIC_KEYS' },
                },
              },
            },
            PREVIOUS_KEPT: {
              description: 'The peer uses the new keys. Records under the previous ones may still arrive.',
              after: { retention: { target: 'CURRENT', actions: { type: 'dropPreviousKeys' } } },
              on: {
                updateReceived: [
                  {
                    guard: { type: 'isLastReadEpoch' },
                    target: '#keyUpdate.FAILED',
                    meta: { alert: 'unexpected_message', ref: 'RFC 9147 section 8', reason: 'TOO_MANY_EPOCHS' },
                  },
                  { target: 'BOTH_EPOCHS', actions: [{ type: 'dropPreviousKeys' }, { type: 'installReadKeys' }] },
                ],
              },
            },
          },
        },
      },
    },
    FAILED: { type: 'final', entry: { type: 'abort' } },
    DONE: { type: 'final' },
  },
});
