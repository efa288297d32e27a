import { setup } from 'xstate';

type CageEvent = { type: 'push' } | { type: 'turnKey' };

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  on: {
    turnKey: { target: '.FAILED', meta: { alert: 'access_denied', ref: 'House rules section 2' } },
    // expect: fatal by 'access_denied' without meta.reason, but other transitions of this chart have one
    push: { target: '.FAILED', meta: { alert: 'access_denied', ref: 'House rules section 3', reason: 'PUSHED' } },
  },
  states: {
    SHUT: {},
    FAILED: { type: 'final' },
  },
});
