import { setup } from 'xstate';

type CageEvent = { type: 'turnKey' };

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  on: {
    turnKey: { target: '.FAILED', meta: { alert: 'acces_denied', ref: 'House rules section 2' } },
    // expect: unknown alert 'acces_denied' (did you mean "access_denied"?); the registry of alerts does not list it
  },
  states: {
    SHUT: {},
    FAILED: {},
  },
});
