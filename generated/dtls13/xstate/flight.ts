// Code generated from spec/dtls13/charts/flight.chart.ts. DO NOT EDIT.
import { setup } from 'xstate';

type FlightEvent =
  | { type: 'buffered' }
  | { type: 'transmitted' }
  | { type: 'burstSent' }
  | { type: 'ackPartial' }
  | { type: 'ackComplete' }
  | { type: 'peerRetransmit' }
  | { type: 'pathChanged' }
  | { type: 'nextFlightPart' }
  | { type: 'nextFlightComplete' }
  | { type: 'stopped' };

/** Transmission and retransmission of the flights of one exchange. RFC 9147 sections 5.8.1 and 5.8.4. */
export const flight = setup({
  types: { events: {} as FlightEvent },
  actions: {
    /** Passes up to ten unacknowledged records to the record layer, starting where the previous ten ended. */
    transmitFlight: () => {},
    /** Transmission restarts at the first unacknowledged byte. */
    rewind: () => {},
    /** Doubles the retransmit timer up to its maximum, and counts the attempt. */
    backOff: () => {},
    /** Discards the messages of our flight: the peer has received all of them. */
    dropFlight: () => {},
    /** Reports to the exchange that the whole last flight is acknowledged. */
    reportAcknowledged: () => {},
    /** Reports to the exchange that the peer did not respond to any retransmission. */
    reportExhausted: () => {},
    /** Sends the ACK of the peer's last flight again. */
    repeatAcknowledgement: () => {},
    /** Discards the keys of epoch 2, which were kept to recognise retransmitted flights. */
    dropHandshakeKeys: () => {},
  },
  guards: {
    /** We send the first flight of the exchange: as the client of a handshake, or as the initiator of a later exchange. */
    sendsFirst: () => false,
    /** Our outstanding flight is the last of the exchange. */
    isLastFlight: () => false,
    /** The flight of the peer that is now complete is the last of the handshake. */
    isPeersLastFlight: () => false,
    /** No part of our flight is acknowledged yet. */
    nothingAcknowledged: () => false,
    /** Another retransmission is allowed. */
    attemptsLeft: () => false,
  },
  delays: {
    retransmit: 1000,
    pause: 1000,
    linger: 240000,
  },
}).createMachine({
  id: 'flight',
  initial: 'START',
  on: {
    buffered: { description: 'A flight is already being sent.', meta: { ref: 'RFC 9147 section 5.8.1' } },
    transmitted: { description: 'Has an effect in SENDING only.', meta: { ref: 'RFC 9147 section 5.8.1' } },
    burstSent: { description: 'Has an effect in SENDING only.', meta: { ref: 'RFC 9147 section 5.8.3' } },
    ackPartial: {
      description: 'An ACK for a flight that is already discarded.',
      meta: { ref: 'RFC 9147 section 7.2' },
    },
    ackComplete: {
      description: 'An ACK for a flight that is already discarded.',
      meta: { ref: 'RFC 9147 section 7.2' },
    },
    peerRetransmit: { description: 'Our next flight is being prepared.', meta: { ref: 'RFC 9147 section 5.8.1' } },
    pathChanged: {
      description: 'Nothing is outstanding, or it is being sent.',
      meta: { ref: 'RFC 9147 section 5.8.1' },
    },
    nextFlightPart: { description: 'We have no outstanding flight.', meta: { ref: 'RFC 9147 section 5.8.1' } },
    nextFlightComplete: { description: 'We have no outstanding flight.', meta: { ref: 'RFC 9147 section 5.8.1' } },
    stopped: { target: '.DONE' },
  },
  states: {
    START: {
      description:
        'The sender of the first flight prepares it; the other side waits with empty buffers and without a timer.',
      always: [{ guard: { type: 'sendsFirst' }, target: 'PREPARING' }, { target: 'WAITING.ACKED' }],
    },
    PREPARING: { on: { buffered: 'SENDING' } },
    SENDING: {
      entry: { type: 'transmitFlight' },
      on: {
        transmitted: 'WAITING.ARMED',
        burstSent: 'WAITING.BLOCKED',
        ackComplete: [
          {
            guard: { type: 'isLastFlight' },
            target: 'FINISHED',
            actions: [{ type: 'dropFlight' }, { type: 'reportAcknowledged' }],
          },
          { target: 'WAITING.ACKED', actions: { type: 'dropFlight' } },
        ],
        nextFlightPart: { target: 'WAITING.ACKED', actions: { type: 'dropFlight' } },
        nextFlightComplete: [
          { guard: { type: 'isPeersLastFlight' }, target: 'FINISHED', actions: { type: 'dropFlight' } },
          { target: 'PREPARING', actions: { type: 'dropFlight' } },
        ],
      },
    },
    WAITING: {
      initial: 'ARMED',
      description:
        'The outstanding data is sent again when the peer acknowledges a part of it, when the path changes, or when the timer expires.',
      on: {
        nextFlightComplete: [
          { guard: { type: 'isPeersLastFlight' }, target: 'FINISHED', actions: { type: 'dropFlight' } },
          { target: 'PREPARING', actions: { type: 'dropFlight' } },
        ],
      },
      states: {
        ARMED: {
          after: {
            retransmit: [
              {
                guard: { type: 'attemptsLeft' },
                target: '#flight.SENDING',
                actions: [{ type: 'backOff' }, { type: 'rewind' }],
              },
              { target: '#flight.EXHAUSTED' },
            ],
          },
          on: {
            ackPartial: { target: '#flight.SENDING', actions: { type: 'rewind' } },
            ackComplete: [
              {
                guard: { type: 'isLastFlight' },
                target: '#flight.FINISHED',
                actions: [{ type: 'dropFlight' }, { type: 'reportAcknowledged' }],
              },
              { target: 'ACKED', actions: { type: 'dropFlight' } },
            ],
            peerRetransmit: [
              { guard: { type: 'nothingAcknowledged' }, target: '#flight.SENDING', actions: { type: 'rewind' } },
              {
                description: 'The peer has received a part of our flight: its next ACK or our timer triggers the rest.',
                meta: { ref: 'RFC 9147 section 5.8.1' },
              },
            ],
            pathChanged: { target: '#flight.SENDING', actions: { type: 'rewind' } },
            nextFlightPart: { target: 'ACKED', actions: { type: 'dropFlight' } },
          },
        },
        BLOCKED: {
          description: 'Ten records are sent and more remain. They are sent after an ACK, or after a pause.',
          after: {
            pause: {
              description:
                'Partial ACKs are not mandatory: a peer that sends none must still receive the rest. One pass over the flight is one attempt.',
              target: '#flight.SENDING',
            },
          },
          on: {
            ackPartial: { target: '#flight.SENDING', actions: { type: 'rewind' } },
            ackComplete: [
              {
                guard: { type: 'isLastFlight' },
                target: '#flight.FINISHED',
                actions: [{ type: 'dropFlight' }, { type: 'reportAcknowledged' }],
              },
              { target: 'ACKED', actions: { type: 'dropFlight' } },
            ],
            peerRetransmit: [
              { guard: { type: 'nothingAcknowledged' }, target: '#flight.SENDING', actions: { type: 'rewind' } },
              {
                description: 'The peer has received a part of our flight: its next ACK or our timer triggers the rest.',
                meta: { ref: 'RFC 9147 section 5.8.1' },
              },
            ],
            pathChanged: { target: '#flight.SENDING', actions: { type: 'rewind' } },
            nextFlightPart: { target: 'ACKED', actions: { type: 'dropFlight' } },
          },
        },
        ACKED: { description: 'The peer has received our flight and sends the next one.' },
      },
    },
    FINISHED: {
      description: 'Retransmitted flights of the peer are still acknowledged.',
      after: { linger: 'DONE' },
      on: { peerRetransmit: { actions: { type: 'repeatAcknowledgement' } } },
    },
    EXHAUSTED: { type: 'final', entry: { type: 'reportExhausted' } },
    DONE: { type: 'final', entry: { type: 'dropHandshakeKeys' } },
  },
});
