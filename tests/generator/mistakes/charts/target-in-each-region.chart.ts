import { setup } from 'xstate';

type LinkEvent = { type: 'opened' };

export const link = setup({
  types: { events: {} as LinkEvent },
}).createMachine({
  id: 'link',
  initial: 'OPENING',
  states: {
    OPENING: { on: { opened: { target: ['CONNECTED.WRITE.CLOSE_SENT', 'CONNECTED.READ.OPEN'] } } },
                     // expect: 'opened' is ignored: give the reason in `description` and the rule in meta.ref
                                       // expect: a transition has one target; lead to the parallel state, to one of its states inside or to a history state, and the other regions enter their initial states
  },
});
