import { setup } from 'xstate';

type CageEvent = { type: 'pull' };

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {
      on: {
        pull: { target: 'OPEN', actions: [{ kind: 'click' }] },
                                          // expect: action is one name, { type: 'name' }
                                            // expect: unknown key 'kind' beside 'type'
      },
    },
    OPEN: {},
  },
});
