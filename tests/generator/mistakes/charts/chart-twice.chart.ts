import { setup } from 'xstate';

export const door = setup({}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {},
  },
});
export const gate = setup({}).createMachine({ id: 'gate' });
// expect: a second chart in one file; move it into a file of its own
