import { setup } from 'xstate';

type DoorEvent = { type: 'pull' };

export const door = setup({
  types: { events: {} as DoorEvent },
  actions: {
    ring,
    // expect: ring: write `name: stub` in actions
  },
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
            pull: { actions: { type: 'ring' } },
                                     // expect: unknown action 'ring'; declare it in setup({ actions })
          },
        },
      },
    },
  },
});
