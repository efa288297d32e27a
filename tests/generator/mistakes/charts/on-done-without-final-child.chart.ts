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
              onDone: 'MUTED',
              // expect: state ON.SOUND.HEARD is never done: none of its children is final; make one or drop `onDone`
              states: {
                LOW: {},
              },
            },
            MUTED: {},
          },
        },
        TUNER: {},
      },
    },
  },
});
