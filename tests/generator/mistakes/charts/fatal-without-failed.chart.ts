import { setup } from 'xstate';

type DoorEvent = { type: 'turnKey' };

export const door = setup({
  types: { events: {} as DoorEvent },
}).createMachine({
  id: 'door',
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
