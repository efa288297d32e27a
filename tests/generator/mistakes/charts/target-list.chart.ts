import { setup } from 'xstate';

type CageEvent = { type: 'turnKey' };

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  on: {
    turnKey: { target: ['.FAILED', '.OPEN'], meta: { alert: 'access_denied', ref: 'House rules section 2' } },
    // expect: alert 'access_denied': the target of a fatal transition must be FAILED
                       // expect: a transition has one target; lead to the parallel state, to one of its states inside or to a history state, and the other regions enter their initial states
  },
  states: {
    SHUT: {},
  },
});
