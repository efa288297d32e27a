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
              initial: 'AGAIN',
              // expect: initial 'AGAIN' is a history state; select LOW or HIGH and add transitions to 'AGAIN'
              states: {
                LOW: {},
                HIGH: {},
                AGAIN: { type: 'history' },
              },
            },
          },
        },
        TUNER: {},
      },
    },
  },
});
