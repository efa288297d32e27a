import { setup } from 'xstate';

type CageEvent = { type: 'turnKey' };

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'front.cage',
  // expect: a chart needs an `id`, at most 18 letters and digits in lower camel case: targets start with it
  initial: 'SHUT',
  states: {
    SHUT: {
      initial: 'LATCHED',
      states: {
        LATCHED: {
          on: {
            turnKey: [{ target: '#cage.FAILED' }],
                                // expect: target '#cage.FAILED': this chart's id is 'front.cage', write '#front.cage.FAILED'
          },
        },
        LOCKED: {
          on: {
            turnKey: [{ target: '#cage.SHUT.LOCKED' }],
                                // expect: target '#cage.SHUT.LOCKED': this chart's id is 'front.cage', write '#front.cage.SHUT.LOCKED'
          },
        },
      },
    },
  },
});
