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
        TUNER: {},
        MEMORY: { type: 'history', history: 'deep', target: [] },
                                                            // expect: the target of a history state must be a non-empty string
      },
    },
  },
});
