import { setup } from 'xstate';

type CageEvent = { type: string } | { type: 'push' } | { type: 'turnKey' };
                         // expect: the type of an event is a literal name, not string

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {},
  },
});
