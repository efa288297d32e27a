import { setup } from 'xstate';

type CageEvent = { type: 'pull' };

export const cage = setup({
  types: { events: {} as CageEvent },
  actions: {
    creak: () => {},
    click: () => {},
  },
}).createMachine({
  id: 'cage',
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
