import { setup } from 'xstate';

export const link = setup({
  delays: { drain: 4000 },
}).createMachine({
  id: 'link',
  initial: 'OPENING',
  states: {
    OPENING: {},
    DRAINING: { history: 'deep', after: { drain: 'CLOSED' } },
                // expect: state DRAINING records no history; add a child { type: 'history' }
    CLOSED: {},
  },
});
