import { setup } from 'xstate';

type DoorEvent = { type: 'pull' };

export const door = setup({
  types: { events: {} as DoorEvent },
  actions: {
    creak: () => {},
    click: () => {},
  },
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {
      on: {
        pull: { actions: ['creek', { type: 'click' }] },
                          // expect: unknown action 'creek' (did you mean "creak"?); declare it in setup({ actions })
      },
    },
  },
});
