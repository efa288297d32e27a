import { setup } from 'xstate';

export const cage = setup({}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {},
    OPEN: { invoke: { src: 'x' } },
            // expect: 'invoke' is not supported: charts communicate through their ports; let an action start the other machine and an event report its end
  },
});
