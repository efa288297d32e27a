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
        MEMORY: { type: 'history', history: 'deep', target: 'TUNER.LOCKD' },
                                                            // expect: target 'TUNER.LOCKD' of history state ON.MEMORY is no state inside state ON (did you mean "TUNER.LOCKED"?); write one of its descendants, or no target for its initial state
      },
    },
  },
});
