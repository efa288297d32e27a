import { setup } from 'xstate';

export const link = setup({
  delays: { drain: 4000 },
}).createMachine({
  id: 'link',
  initial: 'OPENING',
  states: {
    OPENING: {},
    DRAINING: { type: 'parallel', states: { ONLY: {} }, after: { drain: 'CLOSED' } },
    // expect: state DRAINING is parallel but has one region only; drop `type` and write `initial`
    CLOSED: {},
  },
});
