import { setup } from 'xstate';

type SessionTicketEvent =
  | { type: 'issueRequired' }
  | { type: 'ticketsAcknowledged' }
  | { type: 'ticketReceived' }
  | { type: 'stopped' };

const stub = () => {};
const no = () => false;

/** Tickets after the handshake: a server issues them, a client receives them. RFC 9846 section 4.7.1. */
export const sessionTicket = setup({
  types: { events: {} as SessionTicketEvent },
  actions: {
    /** Sends the NewSessionTickets as one flight, and overwrites the resumption secret. */
    sendNewSessionTickets: stub,
    /** Derives the key of the ticket and reports the session to the application. */
    reportSession: stub,
    /** Sends the alert and ends the connection. */
    abort: stub,
  },
  guards: {
    /** This side is a server. */
    isServer: no,
    /** The NewSessionTicket has an extension that is not allowed in it. */
    extensionMisplaced: no,
    /** The application did not ask for sessions, or the lifetime of the ticket is over at once. */
    ticketUnusable: no,
  },
}).createMachine({
  id: 'sessionTicket',
  initial: 'STABLE',
  on: {
    issueRequired: {
      description: 'The tickets of this connection are issued already.',
      meta: { ref: 'RFC 9846 section 4.7.1' },
    },
    ticketsAcknowledged: {
      description: 'No NewSessionTicket of ours is outstanding.',
      meta: { ref: 'RFC 9147 section 5.8.4' },
    },
    ticketReceived: [
      {
        guard: { type: 'isServer' },
        target: '.FAILED',
        meta: { alert: 'unexpected_message', ref: 'RFC 9846 section 4.7', reason: 'UNEXPECTED_MESSAGE' },
      },
      {
        guard: { type: 'extensionMisplaced' },
        target: '.FAILED',
        meta: { alert: 'illegal_parameter', ref: 'RFC 9846 section 4.3', reason: 'MISPLACED_EXTENSION' },
      },
      {
        guard: { type: 'ticketUnusable' },
        description: 'The ticket is acknowledged and dropped.',
        meta: { ref: 'RFC 9846 section 4.7.1' },
      },
      { actions: { type: 'reportSession' } },
    ],
    stopped: '.DONE',
  },
  states: {
    STABLE: {
      description: 'No NewSessionTicket of ours is outstanding.',
      on: { issueRequired: 'AWAIT_ACK' },
    },
    AWAIT_ACK: {
      description: 'The NewSessionTickets are retransmitted until all are acknowledged.',
      entry: { type: 'sendNewSessionTickets' },
      on: { ticketsAcknowledged: 'ISSUED' },
    },
    ISSUED: { description: 'The client has all tickets of this connection.' },
    FAILED: { type: 'final', entry: { type: 'abort' } },
    DONE: { type: 'final' },
  },
});
