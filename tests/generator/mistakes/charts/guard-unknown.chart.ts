import { setup } from 'xstate';

type DoorEvent = { type: 'turnKey' };

export const door = setup({
  types: { events: {} as DoorEvent },
  guards: {
    keyFits: () => true,
  },
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {
      initial: 'LATCHED',
      states: {
        LATCHED: {
          on: {
            turnKey: [{ guard: 'keyFit', target: 'LOCKED' }],
                               // expect: unknown guard 'keyFit' (did you mean "keyFits"?); declare it in setup({ guards })
          },
        },
        LOCKED: {},
      },
    },
  },
});
