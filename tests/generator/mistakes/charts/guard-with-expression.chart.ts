import { setup } from 'xstate';

export const door = setup({
  guards: {
    isHeavy: () => weight > 3,
             // expect: a guard in setup() is a stub, `() => false`; what it asks belongs into the port
  },
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {},
  },
});
