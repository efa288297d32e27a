import { setup } from 'xstate';

export const link = setup({
  delays: { drain: 4000 },
}).createMachine({
  id: 'link',
  initial: 'OPENING',
  states: {
    OPENING: {},
    DRAINING: { target: 'CLOSED', after: { drain: 'CLOSED' } },
                // expect: state DRAINING is no history state and has no `target`; transitions have, and `initial` selects the first state
    CLOSED: {},
  },
});
