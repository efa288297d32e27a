import { setup } from 'xstate';

type CageEvent = { type: 'turnKey' };

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  on: {
    turnKey: { target: '.OPEN', meta: { alert: 'access_denied', ref: 'House rules section 2' } },
    // expect: alert 'access_denied' without the end: a fatal transition leads to FAILED
  },
  states: {
    SHUT: {},
    OPEN: {},
  },
});
