import { setup } from 'xstate';

export const cage = setup({}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {},
    TOO_LONG_TOO_LONG_TOO_LONG_TOO_LONG_TOO_LONG_: {},
    // expect: state TOO_LONG_TOO_LONG_TOO_LONG_TOO_LONG_TOO_LONG_: paths longer than 40 characters are hard to read; shorten it
    FAILED: {},
  },
});
