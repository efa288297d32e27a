import { setup } from 'xstate';

type CageEvent = { type: 'turnKey' };

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  on: {
    turnKey: { target: 'FAILED' },
                       // expect: target 'FAILED': the machine itself has no siblings; write '.FAILED'
  },
  states: {
    SHUT: {},
  },
});
