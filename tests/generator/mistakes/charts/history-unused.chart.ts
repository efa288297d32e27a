import { setup } from 'xstate';

type RadioEvent = { type: 'power' } | { type: 'mute' } | { type: 'seek' };

export const radio = setup({
  types: { events: {} as RadioEvent },
  actions: {
    beep: () => {},
  },
}).createMachine({
  id: 'radio',
  initial: 'OFF',
  on: {
    mute: { description: 'Nothing sounds.', meta: { ref: 'section 1' } },
    seek: { description: 'Nothing receives.', meta: { ref: 'section 1' } },
  },
  states: {
    OFF: { on: { power: { target: 'ON.MEMORY' } } },
    ON: {
      type: 'parallel',
      on: {
        power: 'OFF',
      },
      states: {
        SOUND: {
          initial: 'HEARD',
          states: {
            HEARD: {
              initial: 'LOW',
              on: { mute: 'MUTED' },
              states: {
                LOW: {},
                AGAIN: { type: 'history' },
                // expect: history state ON.SOUND.HEARD.AGAIN is never used; add a transition to it or remove it
              },
            },
            MUTED: {
              on: { mute: 'HEARD', seek: { actions: { type: 'beep' } } },
            },
          },
        },
        MEMORY: {},
      },
    },
  },
});
