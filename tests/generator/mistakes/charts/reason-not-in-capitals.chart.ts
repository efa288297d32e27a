import { setup } from 'xstate';

type CageEvent = { type: 'turnKey' };

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  on: {
    turnKey: { target: '.FAILED', meta: { alert: 'access_denied', ref: 'House rules section 2', reason: 'keyTurned' } },
    // expect: reason 'keyTurned' must be written in capitals with underscores: UNEXPECTED_MESSAGE
  },
  states: {
    SHUT: {},
    FAILED: { type: 'final' },
  },
});
