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
    /** Has an ACK written with the next output; it names everything received by then. */
    requestAck: () => {},
    /** Takes that back: the answer, which goes out instead, acknowledges more. */
    cancelAck: () => {},
  },
  guards: {
    /** Both sides know that this is DTLS 1.3. */
    versionNegotiated: () => false,
    /** As many records came since the last ACK as a peer sends without one. */
    burstReceived: () => false,
  },
  delays: {
    pause: 250,
    reordering: 125,
  },
}).createMachine({
  id: 'ackScheduler',
  initial: 'IDLE',
  on: {
    partReceived: {
      description: 'The ACK is on its way and will name this one too.',
      meta: { ref: 'RFC 9147 section 7.1' },
    },
    gapReceived: {
      description: 'The ACK is on its way and will name this one too.',
      meta: { ref: 'RFC 9147 section 7.1' },
    },
    unansweredReceived: '.FLUSH',
    flightAnswered: '.IDLE',
    acknowledged: { description: 'Counts in FLUSH only.', meta: { ref: 'RFC 9147 section 7.1' } },
    stopped: '.DONE',
  },
  states: {
    IDLE: {
      description: 'The peer knows what we have, or will learn it from our answer.',
      on: {
        partReceived: [
          { guard: { type: 'versionNegotiated' }, target: 'PARTIAL' },
          {
            description: 'No ACK before the version is settled: a DTLS 1.2 peer does not know what an ACK is.',
            meta: { ref: 'RFC 9147 section 7' },
          },
        ],
        gapReceived: [
          { guard: { type: 'versionNegotiated' }, target: 'GAP' },
          {
            description: 'No ACK before the version is settled: a DTLS 1.2 peer does not know what an ACK is.',
            meta: { ref: 'RFC 9147 section 7' },
          },
        ],
        flightAnswered: {
          description: 'Nothing is waiting to be acknowledged.',
          meta: { ref: 'RFC 9147 section 7.1' },
        },
      },
    },
    PARTIAL: {
      description: 'The flight stops half way: the rest may follow at once, or our answer be held up.',
      after: { pause: 'FLUSH' },
      on: {
        partReceived: [
          { guard: { type: 'burstReceived' }, target: 'FLUSH' },
          {
            description: 'The timer runs since the first part, and the ACK will name this one too.',
            meta: { ref: 'RFC 9147 section 7.1' },
          },
        ],
        gapReceived: [{ guard: { type: 'burstReceived' }, target: 'FLUSH' }, { target: 'GAP' }],
      },
    },
    GAP: {
      description: 'Something is missing between what came: it is late or lost.',
      after: { reordering: 'FLUSH' },
      on: {
        partReceived: [{ guard: { type: 'burstReceived' }, target: 'FLUSH' }, { target: 'PARTIAL' }],
        gapReceived: [
          { guard: { type: 'burstReceived' }, target: 'FLUSH' },
          {
            description: 'The timer runs since the gap was seen, and the ACK will name this one too.',
            meta: { ref: 'RFC 9147 section 7.1' },
          },
        ],
      },
    },
    FLUSH: {
      entry: { type: 'requestAck' },
      on: {
        acknowledged: 'IDLE',
        unansweredReceived: {
          description: 'The ACK is on its way and will name this one too.',
          meta: { ref: 'RFC 9147 section 7.1' },
        },
        flightAnswered: { target: 'IDLE', actions: { type: 'cancelAck' } },
      },
    },
    DONE: { type: 'final' },
  },
});
