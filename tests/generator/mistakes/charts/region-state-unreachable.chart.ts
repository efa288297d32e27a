import { setup } from 'xstate';

type LinkEvent = { type: 'opened' } | { type: 'close' };

export const link = setup({
  types: { events: {} as LinkEvent },
}).createMachine({
  id: 'link',
  initial: 'OPENING',
  on: {
    opened: { description: 'It is open.', meta: { ref: 'section 1' } },
    close: { description: 'It is closing.', meta: { ref: 'section 2' } },
  },
  states: {
    OPENING: { on: { opened: 'CONNECTED' } },
    CONNECTED: {
      type: 'parallel',
      states: {
        WRITE: {
          initial: 'OPEN',
          states: {
            OPEN: { on: { close: { target: 'CLOSE_SENT' } } },
            CLOSE_SENT: { type: 'final' },
            HALF: { on: { close: 'CLOSE_SENT' } },
            // expect: state CONNECTED.WRITE.HALF is never entered; add a transition to it or remove it
          },
        },
        READ: {},
      },
    },
  },
});
