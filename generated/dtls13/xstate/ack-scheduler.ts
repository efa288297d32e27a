// Code generated from spec/dtls13/charts/ack-scheduler.chart.ts. DO NOT EDIT.
import { setup } from 'xstate';

type AckSchedulerEvent =
  | { type: 'partReceived' }
  | { type: 'gapReceived' }
  | { type: 'unansweredReceived' }
  | { type: 'flightAnswered' }
  | { type: 'acknowledged' }
  | { type: 'stopped' };

/** When to acknowledge what the peer sends. RFC 9147 section 7.1. */
export const ackScheduler = setup({
  types: { events: {} as AckSchedulerEvent },
  actions: {
    /** Requests an ACK with the next output. It names all records received by then. */
    requestAck: () => {},
    /** Cancels the requested ACK: our next flight acknowledges the whole flight of the peer. */
    cancelAck: () => {},
    /** Counts an ACK that repeats the one before. */
    countRepetition: () => {},
  },
  guards: {
    /** Both sides know that the version is DTLS 1.3. */
    versionNegotiated: () => false,
    /** Since the last ACK, as many records arrived as a peer sends without waiting for one. */
    burstReceived: () => false,
    /** A part of the peer's flight is missing, and no flight of ours is outstanding that would request it. */
    isRestMissing: () => false,
  },
  delays: {
    pause: 250,
    reordering: 125,
    repetition: 1000,
  },
}).createMachine({
  id: 'ackScheduler',
  initial: 'IDLE',
  on: {
    partReceived: {
      description: 'The ACK is already requested and will name this record too.',
      meta: { ref: 'RFC 9147 section 7.1' },
    },
    gapReceived: {
      description: 'The ACK is already requested and will name this record too.',
      meta: { ref: 'RFC 9147 section 7.1' },
    },
    unansweredReceived: '.FLUSH',
    flightAnswered: '.IDLE',
    acknowledged: { description: 'Has an effect in FLUSH only.', meta: { ref: 'RFC 9147 section 7.1' } },
    stopped: '.DONE',
  },
  states: {
    IDLE: {
      description: 'All received records are acknowledged, or our next flight acknowledges them.',
      on: {
        partReceived: [
          { guard: { type: 'versionNegotiated' }, target: 'PARTIAL' },
          {
            description: 'No ACK before the version is negotiated: DTLS 1.2 has no ACK.',
            meta: { ref: 'RFC 9147 section 7' },
          },
        ],
        gapReceived: [
          { guard: { type: 'versionNegotiated' }, target: 'GAP' },
          {
            description: 'No ACK before the version is negotiated: DTLS 1.2 has no ACK.',
            meta: { ref: 'RFC 9147 section 7' },
          },
        ],
        flightAnswered: { description: 'There is nothing to acknowledge.', meta: { ref: 'RFC 9147 section 7.1' } },
      },
    },
    PARTIAL: {
      description: 'A part of the flight arrived. An ACK is due unless the rest arrives soon.',
      after: { pause: 'FLUSH' },
      on: {
        partReceived: [
          { guard: { type: 'burstReceived' }, target: 'FLUSH' },
          {
            description: 'The timer has run since the first part, and the ACK will name this record too.',
            meta: { ref: 'RFC 9147 section 7.1' },
          },
        ],
        gapReceived: [{ guard: { type: 'burstReceived' }, target: 'FLUSH' }, { target: 'GAP' }],
      },
    },
    GAP: {
      description: 'A record between the received ones is missing: late or lost.',
      after: { reordering: 'FLUSH' },
      on: {
        partReceived: [{ guard: { type: 'burstReceived' }, target: 'FLUSH' }, { target: 'PARTIAL' }],
        gapReceived: [
          { guard: { type: 'burstReceived' }, target: 'FLUSH' },
          {
            description: 'The timer has run since the gap was detected, and the ACK will name this record too.',
            meta: { ref: 'RFC 9147 section 7.1' },
          },
        ],
      },
    },
    FLUSH: {
      entry: { type: 'requestAck' },
      on: {
        acknowledged: [{ guard: { type: 'isRestMissing' }, target: 'AWAITING' }, { target: 'IDLE' }],
        unansweredReceived: {
          description: 'The ACK is already requested and will name this record too.',
          meta: { ref: 'RFC 9147 section 7.1' },
        },
        flightAnswered: { target: 'IDLE', actions: { type: 'cancelAck' } },
      },
    },
    AWAITING: {
      description:
        'A part of the flight is acknowledged, and the rest is missing. The ACK may be lost, and the peer may not be allowed to send without it.',
      after: { repetition: { target: 'FLUSH', actions: { type: 'countRepetition' } } },
      on: { partReceived: 'PARTIAL', gapReceived: 'GAP' },
    },
    DONE: { type: 'final' },
  },
});
