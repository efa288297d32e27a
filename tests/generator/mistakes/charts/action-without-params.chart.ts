import { setup } from 'xstate';

type CageEvent = { type: 'pull' };

export const cage = setup({
  types: { events: {} as CageEvent },
  actions: {
    click: (_, params: { times: number }) => {},
  },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {
      on: {
        pull: { actions: [{ type: 'click' }] },
                                  // expect: action 'click' takes params: { type: 'click', params: { ... } }
      },
    },
  },
});
