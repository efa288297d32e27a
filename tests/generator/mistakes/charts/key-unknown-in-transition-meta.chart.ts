import { setup } from 'xstate';

type DoorEvent = { type: 'turnKey' };

export const door = setup({
  types: { events: {} as DoorEvent },
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  on: {
    turnKey: { target: '.FAILED', meta: { alarm: 'access_denied' } },
                                          // expect: unknown key 'alarm' in meta
  },
  states: {
    SHUT: {},
    FAILED: {},
  },
});
