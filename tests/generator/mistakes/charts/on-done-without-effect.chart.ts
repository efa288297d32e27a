import { setup } from 'xstate';

export const link = setup({}).createMachine({
  id: 'link',
  initial: 'OPENING',
  states: {
    OPENING: {},
    CONNECTED: {
      type: 'parallel',
      onDone: [{}],
               // expect: `onDone` without target and actions does nothing; give it one or drop it
      states: {
        WRITE: {
          initial: 'OPEN',
          states: {
            OPEN: {},
            CLOSE_SENT: { type: 'final' },
          },
        },
        READ: {
          initial: 'OPEN',
          states: {
            OPEN: {},
            CLOSE_RECEIVED: { type: 'final' },
          },
        },
      },
    },
  },
});
