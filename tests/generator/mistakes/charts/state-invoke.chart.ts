import { setup } from 'xstate';

export const door = setup({}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {},
    OPEN: { invoke: { src: 'x' } },
            // expect: 'invoke' is not supported: charts talk to each other through their ports; let an action start the other machine and an event report its end
  },
});
