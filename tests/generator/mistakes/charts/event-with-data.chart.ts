import { setup } from 'xstate';

type CageEvent = { type: 'push'; force: number };
                                 // expect: an event carries its 'type' alone; data travels through the port

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {},
  },
});
