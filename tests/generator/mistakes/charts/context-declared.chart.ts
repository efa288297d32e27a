import { setup } from 'xstate';

type CageEvent = { type: 'turnKey' };

export const cage = setup({
  types: { context: {} as object, events: {} as CageEvent },
           // expect: unknown key 'context' in types: a chart has events and no data; the port holds data
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {},
  },
});
