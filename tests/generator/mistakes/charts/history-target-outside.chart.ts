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
        MEMORY: { type: 'history', history: 'deep', target: '#radio.OFF' },
                                                            // expect: target '#radio.OFF' of history state ON.MEMORY is no state inside state ON; write one of its descendants, or no target for its initial state
      },
    },
  },
});
