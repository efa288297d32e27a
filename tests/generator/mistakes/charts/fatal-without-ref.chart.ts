import { setup } from 'xstate';

type CageEvent = { type: 'turnKey' };

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  on: {
    turnKey: { target: '.FAILED', meta: { alert: 'access_denied' } },
    // expect: fatal by 'access_denied' needs meta.ref with document and section
  },
  states: {
    SHUT: {},
    FAILED: {},
  },
});
