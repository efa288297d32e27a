import { setup } from 'xstate';

export const cage = setup({
  delays: { fallShut: () => 3000 },
                      // expect: a delay is a nominal number of milliseconds; the port computes the actual delay
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {},
  },
});
