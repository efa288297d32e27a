// Code generated from spec/dtls13/charts/flight.chart.ts. DO NOT EDIT.
import { setup } from 'xstate';

type FlightEvent =
  | { type: 'buffered' }
  | { type: 'transmitted' }
  | { type: 'burstSent' }
  | { type: 'ackPartial' }
  | { type: 'ackComplete' }
  | { type: 'peerRetransmit' }
  | { type: 'nextFlightPart' }
  | { type: 'nextFlightComplete' }
  | { type: 'stopped' };

/** Transmission and retransmission of handshake flights. RFC 9147 section 5.8.1. */
export const flight = setup({
  types: { events: {} as FlightEvent },
  actions: {
    /** Hands what is not acknowledged to the record layer, up to ten records, from where the last ten ended. */
    transmitFlight: () => {},
    /** What is not acknowledged goes out from its beginning. */
    rewind: () => {},
    /** Lengthens the retransmit timer, up to its cap, and counts the attempt. */
    backOff: () => {},
    /** Forgets the messages of our flight: the peer has them all. */
    dropFlight: () => {},
    /** Tells the handshake that every record of the last flight arrived. */
    reportAcknowledged: () => {},
    /** Tells the handshake that the peer stayed silent. */
    reportExhausted: () => {},
    /** Repeats the ACK of the peer's last flight. */
    repeatAcknowledgement: () => {},
    /** Forgets the keys of epoch 2, kept only to recognise repeated flights. */
    dropHandshakeKeys: () => {},
  },
  guards: {
    /** We open the handshake. */
    isClient: () => false,
    /** Our outstanding flight is the last of the handshake. */
    isLastFlight: () => false,
    /** The peer's flight that is now complete is the last of the handshake. */
    isPeersLastFlight: () => false,
    /** Nothing of our flight was acknowledged yet. */
    nothingAcknowledged: () => false,
    /** Nothing of what is still to be sent was sent before. */
    isFirstPass: () => false,
    /** Another retransmission is allowed. */
    attemptsLeft: () => false,
  },
  delays: {
    retransmit: 1000,
    linger: 240000,
  },
}).createMachine({
  id: 'flight',
  initial: 'START',
  on: {
    buffered: { description: 'A flight is under way already.', meta: { ref: 'RFC 9147 section 5.8.1' } },
    transmitted: { description: 'Counts in SENDING only.', meta: { ref: 'RFC 9147 section 5.8.1' } },
    burstSent: { description: 'Counts in SENDING only.', meta: { ref: 'RFC 9147 section 5.8.3' } },
    ackPartial: { description: 'An ACK for a flight that is no longer kept.', meta: { ref: 'RFC 9147 section 7.2' } },
    ackComplete: { description: 'An ACK for a flight that is no longer kept.', meta: { ref: 'RFC 9147 section 7.2' } },
    peerRetransmit: { description: 'Our answer is being made.', meta: { ref: 'RFC 9147 section 5.8.1' } },
    nextFlightPart: { description: 'Nothing of ours is outstanding.', meta: { ref: 'RFC 9147 section 5.8.1' } },
    nextFlightComplete: { description: 'Nothing of ours is outstanding.', meta: { ref: 'RFC 9147 section 5.8.1' } },
    stopped: { target: '.DONE' },
  },
  states: {
    START: {
      description: 'Clients speak first, servers wait with empty buffers and no timer.',
      always: [{ guard: { type: 'isClient' }, target: 'PREPARING' }, { target: 'WAITING.ACKED' }],
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
      description: 'What is outstanding is sent again when the peer acknowledges a part of it or stays silent.',
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
                description: 'The peer has part of our flight: its next ACK or our timer repairs the rest.',
                meta: { ref: 'RFC 9147 section 5.8.1' },
              },
            ],
            nextFlightPart: { target: 'ACKED', actions: { type: 'dropFlight' } },
          },
        },
        BLOCKED: {
          description: 'Ten records are out and more is to come: an ACK lets it go at once, the timer in any case.',
          after: {
            retransmit: [
              {
                description: 'ACKs of a part are not mandatory: a peer that sends none must still get the rest.',
                guard: { type: 'isFirstPass' },
                target: '#flight.SENDING',
              },
              { guard: { type: 'attemptsLeft' }, target: '#flight.SENDING', actions: { type: 'backOff' } },
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
                description: 'The peer has part of our flight: its next ACK or our timer repairs the rest.',
                meta: { ref: 'RFC 9147 section 5.8.1' },
              },
            ],
            nextFlightPart: { target: 'ACKED', actions: { type: 'dropFlight' } },
          },
        },
        ACKED: { description: 'The peer has our flight; it has to speak next.' },
      },
    },
    FINISHED: {
      description: 'Repeated flights of the peer are still answered.',
      after: { linger: 'DONE' },
      on: { peerRetransmit: { actions: { type: 'repeatAcknowledgement' } } },
    },
    EXHAUSTED: { type: 'final', entry: { type: 'reportExhausted' } },
    DONE: { type: 'final', entry: { type: 'dropHandshakeKeys' } },
  },
});
