import { setup } from 'xstate';

export const door = setup({
  delays: { fallShut: () => 3000 },
                      // expect: a delay is a nominal number of milliseconds; the port knows the law
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {},
  },
});
