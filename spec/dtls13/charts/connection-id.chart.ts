import { setup } from 'xstate';

type ConnectionIdEvent =
  | { type: 'requestRequired' }
  | { type: 'requestAcknowledged' }
  | { type: 'spareIdsReceived' }
  | { type: 'immediateIdsReceived' }
  | { type: 'issueRequired' }
  | { type: 'idsRequested' }
  | { type: 'issueAcknowledged' }
  | { type: 'stopped' };

const stub = () => {};
const no = () => false;

/** Exchanges of connection ids after the handshake, in each direction. RFC 9147 section 9. */
export const connectionId = setup({
  types: { events: {} as ConnectionIdEvent },
  actions: {
    /** Sends a RequestConnectionId. */
    sendRequestConnectionId: stub,
    /** Sends a NewConnectionId with ids for records to us. */
    sendNewConnectionId: stub,
    /** Keeps the ids of the peer for later use. */
    keepSpareIds: stub,
    /** Uses the first of the peer's new ids for all records from now on, and keeps the others. */
    useNewId: stub,
    /** Sends the alert and ends the connection. */
    abort: stub,
  },
  guards: {
    /** Records to the peer have no connection id: none were negotiated, or the peer needs none. */
    sendsNoIds: no,
    /** Records to us have no connection id: none were negotiated, or we need none. */
    receivesNoIds: no,
    /** The NewConnectionId has an empty id, or no id that could be used immediately. */
    idsIllegal: no,
    /** The peer continued to request ids although it got none for many requests. */
    tooManyRequests: no,
  },
}).createMachine({
  id: 'connectionId',
  initial: 'ACTIVE',
  on: {
    requestAcknowledged: {
      description: 'No RequestConnectionId of ours waits for it.',
      meta: { ref: 'RFC 9147 section 9' },
    },
    issueAcknowledged: {
      description: 'No NewConnectionId of ours is outstanding.',
      meta: { ref: 'RFC 9147 section 9' },
    },
    stopped: '.DONE',
  },
  states: {
    ACTIVE: {
      type: 'parallel',
      description: 'The ids of each direction are exchanged independently.',
      states: {
        PEER_IDS: {
          initial: 'STABLE',
          on: {
            requestRequired: {
              description: 'A request that is not fulfilled is outstanding. The next one follows it.',
              meta: { ref: 'RFC 9147 section 9' },
            },
            spareIdsReceived: [
              {
                guard: { type: 'sendsNoIds' },
                target: '#connectionId.FAILED',
                meta: {
                  alert: 'unexpected_message',
                  ref: 'RFC 9147 section 9',
                  reason: 'CONNECTION_IDS_NOT_NEGOTIATED',
                },
              },
              {
                guard: { type: 'idsIllegal' },
                target: '#connectionId.FAILED',
                meta: { alert: 'illegal_parameter', ref: 'RFC 9147 section 9', reason: 'ILLEGAL_CONNECTION_IDS' },
              },
              { actions: { type: 'keepSpareIds' } },
            ],
            immediateIdsReceived: [
              {
                guard: { type: 'sendsNoIds' },
                target: '#connectionId.FAILED',
                meta: {
                  alert: 'unexpected_message',
                  ref: 'RFC 9147 section 9',
                  reason: 'CONNECTION_IDS_NOT_NEGOTIATED',
                },
              },
              {
                guard: { type: 'idsIllegal' },
                target: '#connectionId.FAILED',
                meta: { alert: 'illegal_parameter', ref: 'RFC 9147 section 9', reason: 'ILLEGAL_CONNECTION_IDS' },
              },
              { actions: { type: 'useNewId' } },
            ],
          },
          states: {
            STABLE: {
              description: 'No request is outstanding.',
              on: { requestRequired: 'REQUESTED' },
            },
            REQUESTED: {
              description: 'A RequestConnectionId is neither acknowledged nor fulfilled.',
              entry: { type: 'sendRequestConnectionId' },
              on: {
                requestAcknowledged: 'AWAIT_IDS',
                spareIdsReceived: [
                  {
                    guard: { type: 'idsIllegal' },
                    target: '#connectionId.FAILED',
                    meta: { alert: 'illegal_parameter', ref: 'RFC 9147 section 9', reason: 'ILLEGAL_CONNECTION_IDS' },
                  },
                  { target: 'AWAIT_ACK', actions: { type: 'keepSpareIds' } },
                ],
              },
            },
            AWAIT_IDS: {
              description: 'The peer has the request and has not fulfilled it.',
              on: {
                spareIdsReceived: [
                  {
                    guard: { type: 'idsIllegal' },
                    target: '#connectionId.FAILED',
                    meta: { alert: 'illegal_parameter', ref: 'RFC 9147 section 9', reason: 'ILLEGAL_CONNECTION_IDS' },
                  },
                  { target: 'STABLE', actions: { type: 'keepSpareIds' } },
                ],
              },
            },
            AWAIT_ACK: {
              description: 'The request is fulfilled and not acknowledged: its ACK is lost or late.',
              on: { requestAcknowledged: 'STABLE' },
            },
          },
        },
        OWN_IDS: {
          initial: 'STABLE',
          states: {
            STABLE: {
              description: 'No NewConnectionId is outstanding.',
              on: {
                issueRequired: 'AWAIT_ACK',
                idsRequested: [
                  {
                    guard: { type: 'receivesNoIds' },
                    target: '#connectionId.FAILED',
                    meta: {
                      alert: 'unexpected_message',
                      ref: 'RFC 9147 section 9',
                      reason: 'CONNECTION_IDS_NOT_NEGOTIATED',
                    },
                  },
                  {
                    guard: { type: 'tooManyRequests' },
                    target: '#connectionId.FAILED',
                    meta: {
                      alert: 'too_many_cids_requested',
                      ref: 'RFC 9147 section 9',
                      reason: 'TOO_MANY_CONNECTION_IDS_REQUESTED',
                    },
                  },
                  { target: 'AWAIT_ACK' },
                ],
              },
            },
            AWAIT_ACK: {
              description: 'A NewConnectionId is outstanding. The next one waits for its ACK.',
              entry: { type: 'sendNewConnectionId' },
              on: {
                issueRequired: {
                  description: 'These ids follow in the next NewConnectionId.',
                  meta: { ref: 'RFC 9147 section 9' },
                },
                idsRequested: [
                  {
                    guard: { type: 'tooManyRequests' },
                    target: '#connectionId.FAILED',
                    meta: {
                      alert: 'too_many_cids_requested',
                      ref: 'RFC 9147 section 9',
                      reason: 'TOO_MANY_CONNECTION_IDS_REQUESTED',
                    },
                  },
                  {
                    description: 'The answer follows in the next NewConnectionId.',
                    meta: { ref: 'RFC 9147 section 9' },
                  },
                ],
                issueAcknowledged: 'STABLE',
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
