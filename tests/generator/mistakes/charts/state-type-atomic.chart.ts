import { setup } from 'xstate';

export const door = setup({}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {},
    OPEN: { type: 'atomic' },
                  // expect: only `type: 'parallel'`, 'final' and 'history' are written out; atomic and compound follow from `states`
  },
});
