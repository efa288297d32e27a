import { setup } from 'xstate';

type CageEvent = { type: 'push' };

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {
      on: {
        pushed: {},
        // expect: unknown event 'pushed' (did you mean "push"?); add it to the event type or correct it
      },
    },
  },
});
