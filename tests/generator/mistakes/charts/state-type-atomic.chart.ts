import { setup } from 'xstate';

export const cage = setup({}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {},
    OPEN: { type: 'atomic' },
                  // expect: only `type: 'parallel'`, 'final' and 'history' are written out; atomic and compound follow from `states`
  },
});
