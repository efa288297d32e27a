import { setup } from 'xstate';

type CageEvent = 'push' | { type: 'push' } | { type: 'turnKey' };
                 // expect: 'push' is not an event; write a union of `{ type: 'name' }`

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {},
  },
});
