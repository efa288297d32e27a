import { setup } from 'xstate';

export const cage = setup({}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {},
  },
});
export const gate = setup({}).createMachine({ id: 'gate' });
// expect: a second chart in one file; move it into a file of its own
