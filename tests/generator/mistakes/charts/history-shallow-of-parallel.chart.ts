import { setup } from 'xstate';

export const radio = setup({}).createMachine({
  id: 'radio',
  initial: 'OFF',
  states: {
    OFF: {},
    ON: {
      type: 'parallel',
      states: {
        SOUND: {},
        TUNER: {
          initial: 'SEEKING',
          states: {
            SEEKING: {},
            LOCKED: {
              type: 'parallel',
              states: {
                CHANNELS: {},
                NAME: {},
              },
            },
          },
        },
        MEMORY: { type: 'history', target: 'TUNER.LOCKED' },
        // expect: history state ON.MEMORY has nothing to choose: the regions of state ON are always entered all together; write history: 'deep' to remember what is inside them
      },
    },
  },
});
