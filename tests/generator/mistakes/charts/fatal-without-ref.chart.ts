import { setup } from 'xstate';

type DoorEvent = { type: 'turnKey' };

export const door = setup({
  types: { events: {} as DoorEvent },
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  on: {
    turnKey: { target: '.FAILED', meta: { alert: 'access_denied' } },
    // expect: fatal by 'access_denied', but which rule says so? give meta.ref, document and section
  },
  states: {
    SHUT: {},
    FAILED: {},
  },
});
