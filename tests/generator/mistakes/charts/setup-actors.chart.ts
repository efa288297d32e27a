import { setup } from 'xstate';

export const cage = setup({
  actors: {},
  // expect: 'actors' is not supported: charts talk to each other through their ports
  delays: {},
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {},
  },
});
