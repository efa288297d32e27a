import { setup } from 'xstate';

export const door = setup({}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {},
    TOO_LONG_TOO_LONG_TOO_LONG_TOO_LONG_TOO_LONG_: {},
    // expect: state TOO_LONG_TOO_LONG_TOO_LONG_TOO_LONG_TOO_LONG_: paths longer than 40 characters are hard to read; shorten it
    FAILED: {},
  },
});
