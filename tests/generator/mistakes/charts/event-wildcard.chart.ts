import { setup } from 'xstate';

type CageEvent = { type: 'pull' };

export const cage = setup({ types: { events: {} as CageEvent } }).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {
      on: {
        'pull*': {},
        // expect: 'pull*' is no wildcard: write '*', or '.*' after the beginning of dotted events
      },
    },
  },
});
