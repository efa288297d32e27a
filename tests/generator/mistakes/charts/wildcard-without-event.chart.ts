import { setup } from 'xstate';

type CageEvent = { type: 'pull' };

export const cage = setup({ types: { events: {} as CageEvent } }).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {
      on: {
        'push.*': {},
        // expect: unknown event 'push.*'; add it to the event type or correct it
      },
    },
  },
});
