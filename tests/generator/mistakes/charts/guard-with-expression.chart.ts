import { setup } from 'xstate';

export const cage = setup({
  guards: {
    isHeavy: () => weight > 3,
             // expect: a guard in setup() is a stub, `() => false`; what it asks belongs in the port
  },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {},
  },
});
