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
                                           // expect: 'params' is not supported: the port provides the data
      },
    },
  },
});
