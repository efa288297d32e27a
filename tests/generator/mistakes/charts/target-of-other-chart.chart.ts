import { setup } from 'xstate';

type DoorEvent = { type: 'turnKey' };

export const door = setup({
  types: { events: {} as DoorEvent },
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {
      initial: 'LATCHED',
      states: {
        LATCHED: {},
        LOCKED: {
          on: {
            turnKey: [{ target: '#gate.SHUT.LOCKED' }],
                                // expect: target '#gate.SHUT.LOCKED': this chart's id is 'door', write '#door.SHUT.LOCKED'
          },
        },
      },
    },
  },
});
