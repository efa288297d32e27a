import { setup } from 'xstate';

export const radio = setup({}).createMachine({
  id: 'radio',
  initial: 'OFF',
  states: {
    OFF: {},
    ON: {
      type: 'parallel',
      states: {
        SOUND: {
          initial: 'HEARD',
          states: {
            HEARD: {
              initial: 'LOW',
              states: {
                LOW: {},
                AGAIN: { type: 'history', history: true },
                                                   // expect: `history` is written as 'shallow' (the child) or 'deep' (the leaves)
              },
            },
          },
        },
        TUNER: {},
      },
    },
  },
});
