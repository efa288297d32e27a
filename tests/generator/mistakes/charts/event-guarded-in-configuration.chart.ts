import { setup } from 'xstate';

type LinkEvent = { type: 'opened' } | { type: 'close' } | { type: 'closeNotify' };

export const link = setup({
  types: { events: {} as LinkEvent },
  guards: {
    mustDrain: () => false,
  },
}).createMachine({
  id: 'link',
  initial: 'OPENING',
  on: {
    opened: { description: 'It is open.', meta: { ref: 'section 1' } },
    close: { guard: 'mustDrain', description: 'It is closing.', meta: { ref: 'section 2' } },
    closeNotify: { description: 'It is closing.', meta: { ref: 'section 2' } },
  },
  states: {
    OPENING: { on: { opened: 'CONNECTED', close: 'CLOSED' } },
    CONNECTED: {
    // expect: state CONNECTED handles 'close' in CONNECTED.WRITE.CLOSE_SENT and CONNECTED.READ.OPEN only if a guard holds: add a last candidate without a guard
      type: 'parallel',
      onDone: [{ target: 'DRAINING' }],
      states: {
        WRITE: {
          initial: 'OPEN',
          states: {
            OPEN: { on: { close: { target: 'CLOSE_SENT' } } },
            CLOSE_SENT: { type: 'final' },
          },
        },
        READ: {
          initial: 'OPEN',
          states: {
            OPEN: {
              on: {
                closeNotify: { target: 'CLOSE_RECEIVED' },
              },
            },
            CLOSE_RECEIVED: { type: 'final' },
          },
        },
      },
    },
    DRAINING: {},
    // expect: state DRAINING handles 'close' only if a guard holds: add a last candidate without a guard
    CLOSED: { type: 'final' },
  },
});
