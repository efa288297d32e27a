import { setup } from 'xstate';

export const radio = setup({
  guards: {
    hasName: () => false,
  },
}).createMachine({
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
                NAME: {
                  initial: 'UNKNOWN',
                  states: {
                    UNKNOWN: {
                      always: { guard: { type: 'hasName' }, target: '#radio.OFF' },
                      // expect: `always` leaves state ON.TUNER.LOCKED and state ON in one step; lead it out of state ON.TUNER.LOCKED, and from there on
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
});
