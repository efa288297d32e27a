import { setup } from 'xstate';

type CageEvent = { type: 'turnKey' };

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
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
