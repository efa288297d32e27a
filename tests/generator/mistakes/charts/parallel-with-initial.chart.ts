import { setup } from 'xstate';

export const link = setup({}).createMachine({
  id: 'link',
  initial: 'OPENING',
  states: {
    OPENING: {},
    CONNECTED: {
      type: 'parallel',
      initial: 'WRITE',
      // expect: state CONNECTED is parallel and enters all its regions; drop `initial`
      states: {
        WRITE: {},
        READ: {},
      },
    },
  },
});
