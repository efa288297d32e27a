import { setup } from 'xstate';

type DoorEvent = { type: 'push.hard' };
                         // expect: event name 'push.hard' is not in lower camel case, at most 32 letters and digits, as in 'serverHello'

export const door = setup({
  types: { events: {} as DoorEvent },
}).createMachine({
  id: 'door',
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
