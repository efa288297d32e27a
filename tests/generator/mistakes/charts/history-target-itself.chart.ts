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
        MEMORY: { type: 'history', history: 'deep', target: 'MEMORY' },
                                                            // expect: target 'MEMORY' of history state ON.MEMORY is a history state inside state ON; write one of its descendants, or no target for its initial state
      },
    },
  },
});
