import { setup } from 'xstate';

type RadioEvent = { type: 'louder' };

export const radio = setup({
  types: { events: {} as RadioEvent },
}).createMachine({
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
                LOW: { on: { louder: { target: 'AGAIN' } } },
                             // expect: history state ON.SOUND.HEARD.AGAIN can be reached from outside only: it restores the states active when state ON.SOUND.HEARD was exited, and state ON.SOUND.HEARD.LOW is inside; name the state to go to
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
