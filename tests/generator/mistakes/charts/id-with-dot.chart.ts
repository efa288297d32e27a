import { setup } from 'xstate';

type DoorEvent = { type: 'turnKey' };

export const door = setup({
  types: { events: {} as DoorEvent },
}).createMachine({
  id: 'front.door',
  // expect: a chart needs an `id`, at most 18 letters and digits in lower camel case: targets start with it
  initial: 'SHUT',
  states: {
    SHUT: {
      initial: 'LATCHED',
      states: {
        LATCHED: {
          on: {
            turnKey: [{ target: '#door.FAILED' }],
                                // expect: target '#door.FAILED': this chart's id is 'front.door', write '#front.door.FAILED'
          },
        },
        LOCKED: {
          on: {
            turnKey: [{ target: '#door.SHUT.LOCKED' }],
                                // expect: target '#door.SHUT.LOCKED': this chart's id is 'front.door', write '#front.door.SHUT.LOCKED'
          },
        },
      },
    },
  },
});
