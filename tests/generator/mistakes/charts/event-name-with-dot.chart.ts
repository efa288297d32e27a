import { setup } from 'xstate';

type CageEvent = { type: 'push..hard' };
                         // expect: event name 'push..hard' is not in lower camel case, at most 32 letters and digits, as in 'serverHello'

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {
      on: {
        push: {},
        // expect: unknown event 'push'; add it to the event type or correct it
      },
    },
    OPEN: {
      on: { push: 'SHUT' },
            // expect: unknown event 'push'; add it to the event type or correct it
    },
  },
});
