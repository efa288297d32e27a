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
                AGAIN: { type: 'history', entry: 'mix' },
                                          // expect: history state ON.SOUND.HEARD.AGAIN is a pseudo-state: it has no `entry`, only a default `target`
              },
            },
          },
        },
        TUNER: {},
      },
    },
  },
});
