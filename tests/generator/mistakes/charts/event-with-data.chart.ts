import { setup } from 'xstate';

type CageEvent = { type: 'push'; force: number };
                                 // expect: an event has only a 'type'; the port carries data

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {},
  },
});
