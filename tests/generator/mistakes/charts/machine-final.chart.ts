import { setup } from 'xstate';

export const link = setup({}).createMachine({
  id: 'link',
  type: 'final',
        // expect: only `type: 'parallel'` is written out; atomic and compound follow from `states`
  initial: 'OPENING',
  states: {
    OPENING: {},
  },
});
