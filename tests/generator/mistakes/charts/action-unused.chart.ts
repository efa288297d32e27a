import { setup } from 'xstate';

type DoorEvent = { type: 'pull' } | { type: 'turnKey' };

export const door = setup({
  types: { events: {} as DoorEvent },
  actions: {
    click: () => {},
    ring: () => {},
    // expect: action 'ring' is declared but never used; use it or drop it
  },
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {
      initial: 'LATCHED',
      on: {
        pull: { actions: [{ type: 'click' }] },
      },
      states: {
        LATCHED: {
          on: {
            turnKey: [{ target: 'LOCKED' }],
          },
        },
        LOCKED: {
          on: {
            pull: { actions: 'click' },
            turnKey: [{ target: 'LATCHED' }],
          },
        },
      },
    },
  },
});
