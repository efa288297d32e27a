import { setup } from 'xstate';

export const cage = setup({
}).createMachine({
  initial: 'SHUT' on
                  // expect: ',' expected.
  on: {
  // expect: ',' expected.
  },
});
