import { setup } from 'xstate';

type CageEvent = { type: 'turnKey' };

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  on: {
    turnKey: { target: ['.FAILED', '.SHUT'], meta: { alert: 'access_denied', ref: 'House rules section 2' } },
    // expect: alert 'access_denied': the target of a fatal transition must be FAILED
    // expect: targets FAILED and SHUT cannot be entered together: name one state in each region of a parallel state
  },
  states: {
    SHUT: {},
    FAILED: { type: 'final' },
  },
});
