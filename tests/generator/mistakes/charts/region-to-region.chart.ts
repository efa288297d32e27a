import { setup } from 'xstate';

type LinkEvent = { type: 'closeNotify' };

export const link = setup({
  types: { events: {} as LinkEvent },
}).createMachine({
  id: 'link',
  initial: 'OPENING',
  states: {
    OPENING: {},
    CONNECTED: {
      type: 'parallel',
      states: {
        WRITE: {
          initial: 'OPEN',
          states: {
            OPEN: {},
            CLOSE_SENT: {},
          },
        },
        READ: {
          initial: 'OPEN',
          states: {
            OPEN: {
              on: {
                closeNotify: { target: '#link.CONNECTED.WRITE.CLOSE_SENT' },
                // expect: a transition cannot lead into another region: it leads from region READ of state CONNECTED into its region WRITE and would re-enter both; let both handle the event, or lead to state CONNECTED itself
              },
            },
          },
        },
      },
    },
  },
});
