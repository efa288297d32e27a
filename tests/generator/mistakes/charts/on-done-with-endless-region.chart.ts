import { setup } from 'xstate';

export const link = setup({}).createMachine({
  id: 'link',
  initial: 'OPENING',
  states: {
    OPENING: {},
    CONNECTED: {
      type: 'parallel',
      onDone: [{ target: 'CLOSED' }],
               // expect: state CONNECTED is never done: its region WRITE has no final child; make one or drop `onDone`
      states: {
        WRITE: {
          initial: 'OPEN',
          states: {
            OPEN: {},
            CLOSE_SENT: {},
          },
        },
        READ: {},
      },
    },
    CLOSED: {},
  },
});
