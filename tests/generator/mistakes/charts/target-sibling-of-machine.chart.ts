import { setup } from 'xstate';

type DoorEvent = { type: 'turnKey' };

export const door = setup({
  types: { events: {} as DoorEvent },
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  on: {
    turnKey: { target: 'FAILED' },
                       // expect: target 'FAILED': the machine itself has no siblings; write '.FAILED'
  },
  states: {
    SHUT: {},
  },
});
