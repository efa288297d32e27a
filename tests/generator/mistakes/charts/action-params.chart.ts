import { setup } from 'xstate';

type CageEvent = { type: 'pull' };

export const cage = setup({
  types: { events: {} as CageEvent },
  actions: {
    click: () => {},
  },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {
      on: {
        pull: { actions: [{ type: 'click', params: { x: 1 } }] },
                                  // expect: action 'click' takes no params; declare their type in setup({ actions }): (_, params: { ... }) => ...
      },
    },
  },
});
