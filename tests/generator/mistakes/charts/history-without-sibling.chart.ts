import { setup } from 'xstate';

export const link = setup({
  delays: { drain: 4000 },
}).createMachine({
  id: 'link',
  initial: 'OPENING',
  states: {
    OPENING: {},
    DRAINING: { initial: 'BACK', states: { BACK: { type: 'history' } }, after: { drain: 'CLOSED' } },
                                 // expect: state DRAINING has no states to record: a history state needs sibling states
    CLOSED: {},
  },
});
