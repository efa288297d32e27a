import { setup } from 'xstate';

type LinkEvent = { type: 'failed' };

export const link = setup({
  types: { events: {} as LinkEvent },
}).createMachine({
  id: 'link',
  initial: 'OPENING',
  states: {
    OPENING: {},
    CONNECTED: {
      type: 'parallel',
      states: {
        WRITE: {
          initial: 'OPEN',
          on: { failed: { target: '.OPEN', reenter: true } },
                // expect: exiting region WRITE exits state CONNECTED with all its regions; drop `reenter`, or lead to state CONNECTED itself
          states: {
            OPEN: {},
          },
        },
        READ: {},
      },
    },
  },
});
