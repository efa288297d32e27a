import { setup } from 'xstate';

export const link = setup({
  delays: { drain: 4000 },
}).createMachine({
  id: 'link',
  initial: 'OPENING',
  states: {
    OPENING: {},
    DRAINING: { onDone: 'CLOSED', after: { drain: 'CLOSED' } },
                // expect: state DRAINING has no states and is never done; drop `onDone`
    CLOSED: {},
  },
});
