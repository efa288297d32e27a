import { setup } from 'xstate';

type CageEvent = { type: 'turnKey' };

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  on: {
    turnKey: { target: ['.FAILED', '.OPEN'], meta: { alert: 'access_denied', ref: 'House rules section 2' } },
    // expect: alert 'access_denied' without the end: a fatal transition leads to FAILED
                       // expect: a transition has one target; lead to the parallel state, to one of its states inside or to a history state, and the other regions begin by themselves
  },
  states: {
    SHUT: {},
  },
});
