import { setup } from 'xstate';

export const link = setup({
  delays: { drain: 4000 },
}).createMachine({
  id: 'link',
  initial: 'OPENING',
  states: {
    OPENING: {},
    DRAINING: { type: 'parallel', after: { drain: 'CLOSED' } },
    // expect: state DRAINING is parallel but has no regions; give it `states`
    CLOSED: {},
  },
});
