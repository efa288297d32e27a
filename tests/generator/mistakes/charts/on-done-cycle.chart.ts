import { setup } from 'xstate';

export const link = setup({}).createMachine({
  id: 'link',
  initial: 'OPENING',
  states: {
    OPENING: {},
    CONNECTED: {
      type: 'parallel',
      onDone: [{ target: 'CONNECTED.WRITE.CLOSE_SENT' }],
               // expect: `onDone` and eventless transitions form a cycle: CONNECTED.WRITE.CLOSE_SENT -> CONNECTED.WRITE.CLOSE_SENT; give one of them an event
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
