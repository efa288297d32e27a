import { setup } from 'xstate';

type CageEvent = { type: 'pull' };

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {
      meta: { rfc: 'House rules section 1' },
              // expect: unknown key 'rfc' in the meta of a state
      on: {
        pull: { target: 'OPEN' },
      },
    },
    OPEN: {},
  },
});
