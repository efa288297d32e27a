import { setup } from 'xstate';

type CageEvent = { type: 'turnKey' };

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  on: {
    turnKey: { target: '.FAILED', meta: { ref: 'House rules section 2', reason: 'KEY_TURNED' } },
    // expect: reason 'KEY_TURNED' without an alert: only a fatal transition has a reason
  },
  states: {
    SHUT: {},
    FAILED: { type: 'final' },
  },
});
